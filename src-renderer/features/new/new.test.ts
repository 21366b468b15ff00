import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobKinds } from '../../../src-core/kinds/registry.ts';
import { z } from 'zod';
import { checkSpec, problemsSoFar } from './check-spec.ts';
import { choicesOf, fieldAt, formPaths, labelOf, widgetOf, type FieldSchema } from './json-schema.ts';
import { specFromSearch } from './prefill.ts';
import { valueAt, withValue } from './spec-value.ts';

const [replay] = jobKinds;
const schema = z.toJSONSchema(replay?.specSchema ?? z.never(), { io: 'input' }) as FieldSchema;

const spec = {
  kind: 'replay',
  name: 'a run',
  model: { path: '/models/a.ts' },
  feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
  start: '2022-01-01',
  end: '2022-01-31',
};

describe('a form from a schema', () => {
  it('finds fields by path, the widget that suits them, and their words', () => {
    expect(widgetOf(fieldAt(schema, 'window_size') as FieldSchema)).toBe('integer');
    expect(widgetOf(fieldAt(schema, 'model.on_tick_error') as FieldSchema)).toBe('choice');
    expect(choicesOf(fieldAt(schema, 'scoring') as FieldSchema)).toContain('directional');
    expect(widgetOf(fieldAt(schema, 'scopes') as FieldSchema)).toBe('json');
    expect(labelOf('prediction_interval_seconds')).toBe('Prediction interval, seconds');
    expect(labelOf('model.call_timeout_seconds')).toBe('Model call timeout, seconds');
    expect(labelOf('memory_limit_mb')).toBe('Memory limit, MiB');
  });

  it('lists every field that it can show once, and none that is hidden', () => {
    const paths = formPaths(schema, new Set(['name', 'model.path']));
    expect(paths).toContain('model.call_timeout_seconds');
    expect(paths).toContain('priority');
    expect(paths).not.toContain('name');
    expect(paths).not.toContain('model.path');
    expect(paths).not.toContain('kind');
    expect(new Set(paths).size).toBe(paths.length);
  });
});

describe('a spec that is being written', () => {
  it('keeps everything else when a field is set, and nothing of it when it is taken out again', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
      .map((keys) => keys.join('.'));
    fc.assert(
      fc.property(path, fc.integer(), (at, value) => {
        const other = { kept: { x: 1 } };
        const changed = withValue(other, at, value);
        expect(valueAt(changed, at)).toBe(value);
        expect(valueAt(changed, 'kept.x')).toBe(1);
        expect(withValue(changed, at, undefined)).toEqual(other);
      }),
    );
  });

  it('says what is wrong at which field, and flags keys that nobody knows', () => {
    expect(checkSpec(spec).sentence).toBeUndefined();
    const { byPath } = checkSpec({ ...spec, window_size: 0, model: {} });
    expect(Object.keys(byPath).sort()).toEqual(['model.path', 'window_size']);
    expect(checkSpec({ ...spec, windw_size: 3 }).unknownKeys).toEqual([
      'unknown key "windw_size", did you mean "window_size"?',
    ]);
    expect(checkSpec({ ...spec, kind: 'nonsense' }).sentence).toContain('nonsense');
  });

  it('says it in words for who fills in a form', () => {
    const { byPath, sentence } = checkSpec({
      ...spec,
      name: '',
      window_size: 0,
      seed: 1.5,
      mode: 'other',
      scoring: 7,
      challenge: 7,
      feed: { ...spec.feed, subject: 'B/C' },
      timeout_seconds: 99_999,
      start: '2022-02-30',
    });
    expect(byPath).toMatchObject({
      name: 'This is needed.',
      window_size: 'At least 1.',
      seed: 'A whole number is needed here.',
      mode: 'One of these is needed: strict, compatible.',
      scoring: expect.stringContaining('One of these is needed: directional,'),
      challenge: 'This is none of the forms that it can have.',
      timeout_seconds: 'At most 14400.',
      'feed.subject': 'Use letters, digits and . _ : + - only.',
      start: expect.stringContaining('Cannot parse date'),
    });
    expect(sentence).toBe('9 fields need attention.');
  });

  it('does not call a field wrong that nobody has come to yet', () => {
    const begun = { ...spec, model: { path: '' }, window_size: 0 };
    const { byPath } = checkSpec(begun);
    expect(Object.keys(problemsSoFar(byPath, begun))).toEqual(['window_size']);
  });
});

describe('a deep link', () => {
  it('fills in what it names', () => {
    const search = new URLSearchParams(
      'name=x&model=%2Fm%2Fa.py&feed=binance/BTCUSDT/candle/1m&start=2022-01-01&window_size=60&seed=abc',
    );
    expect(specFromSearch(search)).toEqual({
      name: 'x',
      start: '2022-01-01',
      window_size: 60,
      model: { path: '/m/a.py' },
      feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
    });
  });

  it('takes a whole spec, and passes over one that cannot be read', () => {
    expect(specFromSearch(new URLSearchParams({ spec: JSON.stringify(spec), name: 'y' }))).toEqual({
      ...spec,
      name: 'y',
    });
    expect(specFromSearch(new URLSearchParams({ spec: '{' }))).toEqual({});
    expect(specFromSearch(new URLSearchParams({ spec: '[1]' }))).toEqual({});
  });
});
