import { describe, expect, it } from 'vitest';
import { replayProblems } from './replay-problems.ts';
import { renamed, usualName } from './usual-name.ts';
import { usualReplaySpec } from './usual-spec.ts';
import { withFeed } from './with-feed.ts';
import { withModel } from './with-model.ts';

const settings = {
  slots: 1,
  memoryLimitMb: 2048,
  python: '/venv',
  retentionDays: 0,
  retryDelaysSeconds: [5],
  pullBytesPerSecond: null,
  cacheBudgetMb: null,
  offline: false,
  folders: [],
};
const feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' } as const;
const local = {
  feed,
  days: 90,
  firstDay: '2022-01-01',
  lastDay: '2022-03-31',
  sizeBytes: 1,
  isSynthetic: false,
};
const around = { settings, feed: local, nowSeconds: Date.parse('2026-11-21') / 1000 };

describe('the spec that a new replay begins with', () => {
  it('takes the latest days of a feed that is here, and the scope of the starter challenge', () => {
    const spec = usualReplaySpec(around, {});
    expect(spec).toMatchObject({ feed, start: '2022-03-02', end: '2022-03-31', memory_limit_mb: 2048 });
    expect(spec).toMatchObject({ prediction_interval_seconds: 60, step_seconds: 15 });
  });

  it('takes the last days there are where nothing is here', () => {
    const spec = usualReplaySpec({ ...around, feed: undefined }, {});
    expect(spec).toMatchObject({ start: '2026-10-22', end: '2026-11-20' });
    expect(spec['feed']).toBeUndefined();
  });

  it('keeps what is given, leaves the scope to a challenge, and gives Python its interpreter', () => {
    const given = { challenge: '/c.json', model: { path: '/m/trend_8.py' }, start: '2022-01-05' };
    const spec = usualReplaySpec(around, given);
    expect(spec).toMatchObject({ start: '2022-01-05', model: { path: '/m/trend_8.py', python: '/venv' } });
    expect(spec['prediction_interval_seconds']).toBeUndefined();
    expect(spec['name']).toBe('trend 8, BTCUSDT 1m');
    expect(usualReplaySpec(around, { ...given, name: 'mine' })['name']).toBe('mine');
  });
});

describe('the name of a run', () => {
  it('follows what it runs until the user writes one', () => {
    const before = { name: 'new backtest', feed };
    const named = renamed(before, { ...before, model: { path: 'C:\\models\\mean-reversion.ts' } });
    expect(named['name']).toBe('mean reversion, BTCUSDT 1m');
    expect(renamed(named, { ...named, feed: { ...feed, subject: 'ETH' } })['name']).toBe(
      'mean reversion, ETH 1m',
    );
    const own = { ...named, name: 'lookback 5' };
    expect(renamed(own, { ...own, model: { path: '/other.ts' } })['name']).toBe('lookback 5');
  });

  it('names several subjects, or how many there are', () => {
    const model = { path: '/a.ts' };
    const on = (subject: string[]): string => usualName({ model, feed: { ...feed, subject } });
    expect(on(['BTC', 'ETH'])).toBe('a, BTC+ETH 1m');
    expect(on(['BTC', 'ETH', 'SOL', 'XRP'])).toBe('a, 4 subjects 1m');
  });

  it('is plain while there is no model', () => {
    expect(usualName({})).toBe('new backtest');
  });
});

describe('another model', () => {
  it('gets the usual interpreter when it is Python, and loses it when it is not', () => {
    const python = withModel({ model: { path: '/a.ts', export: 'A' } }, '/a.py', '/venv');
    expect(python['model']).toEqual({ path: '/a.py', export: 'A', python: '/venv' });
    expect(withModel(python, '/b.ts', '/venv')['model']).toEqual({ path: '/b.ts', export: 'A' });
  });

  it('keeps an interpreter that is written, and asks for none where the settings name none', () => {
    const own = { model: { path: '/a.py', python: '/own' } };
    expect(withModel(own, '/b.py', '/venv')['model']).toEqual({ path: '/b.py', python: '/own' });
    expect(withModel({}, '/b.py', '')['model']).toEqual({ path: '/b.py' });
  });
});

describe('another feed', () => {
  const spec = { start: '2022-03-02', end: '2022-03-31' };

  it('keeps a range in which it has days', () => {
    const days = { firstDay: '2022-03-31', lastDay: '2022-05-01' };
    expect(withFeed(spec, 'a/B/candle/1m', days)).toMatchObject({ ...spec, feed: { source: 'a' } });
    expect(withFeed(spec, 'a/B/candle/1m', undefined)).toMatchObject(spec);
  });

  it('moves the range to where it has days, else', () => {
    const days = { firstDay: '2022-05-01', lastDay: '2022-05-03' };
    expect(withFeed(spec, 'a/B/candle/1m', days)).toMatchObject({ start: '2022-05-01', end: '2022-05-03' });
  });
});

describe('problems with the range', () => {
  it('are named at their field', () => {
    expect(replayProblems({ start: '2022-01-01', end: '2022-01-31' })).toEqual({});
    expect(replayProblems({ start: '2022-02-30', end: '' })).toEqual({
      start: expect.stringContaining('Cannot parse date: "2022-02-30"'),
    });
    expect(replayProblems({ start: '2022-01-31', end: '2022-01-01' })).toEqual({
      end: expect.stringContaining('ends before it starts'),
    });
  });
});
