import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputField } from '../output-schema.ts';
import { coerceOutput } from './coerce-output.ts';

const value: OutputField[] = [{ name: 'value', type: 'float', default: 0 }];
const gaussian: OutputField[] = [
  { name: 'mean', type: 'float' },
  { name: 'sigma', type: 'float', default: 1 },
];

function strictly(raw: unknown, fields = value) {
  return coerceOutput(raw, fields, 'strict');
}

describe('coerceOutput, strict', () => {
  it('takes a bare number as the first output field', () => {
    expect(strictly(0.3)).toEqual({ ok: true, output: { value: 0.3 }, signal: 0.3, plain: true });
  });

  it('fills defaults and is then not plain', () => {
    expect(strictly({ mean: 0.1 }, gaussian)).toEqual({
      ok: true,
      output: { mean: 0.1, sigma: 1 },
      signal: 0.1,
      plain: false,
    });
  });

  it('refuses an object in which no key is an output field, and names both sides', () => {
    expect(strictly({ bullish: 1, valu: 2 })).toEqual({
      ok: false,
      reason: 'the output has "bullish", "valu", but none of the expected fields "value"',
    });
    expect(strictly({})).toEqual({
      ok: false,
      reason: 'the output has no fields, but none of the expected fields "value"',
    });
  });

  it('says of a promise that it is one', () => {
    expect(strictly(Promise.resolve({ value: 1 }))).toEqual({
      ok: false,
      reason: '"value" is a promise, which nothing waits for, expected a finite number',
    });
  });

  it('refuses a field that is missing and has no default', () => {
    expect(strictly({ sigma: 2 }, gaussian)).toEqual({
      ok: false,
      reason: 'the output lacks "mean", which has no default',
    });
  });

  it.each([
    ['0.25', 0.25],
    [' -1e-3 ', -0.001],
    ['1_000', 1000],
    ['.5', 0.5],
    [true, 1],
    [false, 0],
    [7, 7],
  ])('converts %j to the number %j as pydantic does', (raw, expected) => {
    expect(strictly({ value: raw })).toMatchObject({
      ok: true,
      output: { value: expected },
      signal: expected,
    });
  });

  it.each([
    [undefined, 'nothing (undefined)'],
    [null, 'nothing (null)'],
    ['buy', 'the text "buy"'],
    ['', 'the text ""'],
    ['x'.repeat(50), 'a text of 50 characters'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['nan', 'the text "nan"'],
    ['1e999', 'the text "1e999"'],
    [[1, 2], 'an array'],
    [{ nested: 1 }, 'an object'],
    [() => 1, 'a function'],
    [1n, 'a bigint'],
  ])('refuses %s and says what came and what was expected', (raw, described) => {
    expect(strictly({ value: raw })).toEqual({
      ok: false,
      reason: `"value" is ${described}, expected a finite number`,
    });
  });

  it('refuses a bare value that is no number', () => {
    expect(strictly(undefined)).toEqual({
      ok: false,
      reason: '"value" is nothing (undefined), expected a finite number',
    });
    expect(strictly([0.1])).toEqual({ ok: false, reason: '"value" is an array, expected a finite number' });
  });

  it('converts each type of field', () => {
    const fields: OutputField[] = [
      { name: 'count', type: 'int' },
      { name: 'up', type: 'bool' },
      { name: 'note', type: 'string', default: 'none' },
    ];
    expect(strictly({ count: '3', up: 'Yes' }, fields)).toMatchObject({
      ok: true,
      output: { count: 3, up: true, note: 'none' },
    });
    expect(strictly({ count: 3.5, up: true }, fields)).toEqual({
      ok: false,
      reason: '"count" is 3.5, expected a whole number',
    });
    expect(strictly({ count: 3, up: 2 }, fields)).toEqual({
      ok: false,
      reason: '"up" is 2, expected true or false',
    });
    expect(strictly({ count: 3, up: 0, note: 1 }, fields)).toEqual({
      ok: false,
      reason: '"note" is 1, expected a text',
    });
  });

  it('keeps keys that are not output fields', () => {
    expect(strictly({ value: 1, probability_up: 0.7 })).toMatchObject({
      ok: true,
      output: { value: 1, probability_up: 0.7 },
      plain: false,
    });
  });

  it('never throws, and what it accepts has every field with its type', () => {
    const types = fc.constantFrom('float', 'int', 'bool', 'string');
    const fields = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('value', 'a', 'b', '__proto__'), type: types }),
      {
        selector: (field) => field.name,
        minLength: 1,
      },
    ) as fc.Arbitrary<OutputField[]>;
    const raw = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom('value', 'a', 'b', '__proto__', 'c'), fc.anything()),
    );
    fc.assert(
      fc.property(raw, fields, (returned, schema) => {
        const coerced = coerceOutput(returned, schema, 'strict');
        if (!coerced.ok) {
          expect(coerced.reason.length).toBeGreaterThan(0);
          return;
        }
        for (const field of schema) {
          if (field.name === '__proto__') continue;
          const type = field.type === 'bool' ? 'boolean' : field.type === 'string' ? 'string' : 'number';
          expect(typeof coerced.output[field.name]).toBe(type);
        }
        if (coerced.plain) expect(Number.isFinite(coerced.signal)).toBe(true);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

describe('coerceOutput, compatible', () => {
  it('leaves an object as it is, whatever it holds', () => {
    expect(coerceOutput({ bullish: 'yes', weight: true }, value, 'compatible')).toEqual({
      ok: true,
      output: { bullish: 'yes', weight: true },
      signal: 1,
      plain: false,
    });
  });

  it('puts anything else under the first output field', () => {
    expect(coerceOutput('0.3', value, 'compatible')).toEqual({
      ok: true,
      output: { value: '0.3' },
      signal: Number.NaN,
      plain: false,
    });
    expect(coerceOutput(0.3, [], 'compatible')).toMatchObject({ output: { value: 0.3 }, plain: true });
  });

  it('accepts everything and never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (returned) => {
        const coerced = coerceOutput(returned, value, 'compatible');
        expect(coerced.ok).toBe(true);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
