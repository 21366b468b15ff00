import { readdir, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { granularitySeconds, type Feed } from '../../../../src-core/feed/feed.ts';
import { dayStart } from '../../../../src-core/time/utc.ts';
import { inspectDayFile } from '../../../../src-worker/data/inspect-day-file.ts';
import { SessionPool } from '../../../../src-worker/data/session-pool.ts';
import { stageResampledDay } from '../../../../src-worker/data/stage-resampled-day.ts';
import {
  makeCandles,
  minuteCandles,
  readDayFile,
  writeDayFile,
  type TestCandle,
} from '../../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { CandleCache } from '../candle-cache.ts';
import { ledgerEntry, readLedger, updateLedger } from '../ledger.ts';
import { quarantineFile } from '../upkeep/quarantine.ts';
import { listQuarantine } from '../upkeep/quarantine-list.ts';
import { resampleCandles, type ResampleParts } from './resample-candles.ts';

const day = '2022-01-03';
const midnight = dayStart(day);
const seconds: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1s' };
const minutes: Feed = { ...seconds, granularity: '1m' };
let sessions: SessionPool;
beforeAll(() => {
  sessions = new SessionPool();
});
afterAll(() => sessions.close());

function openCache(): { cache: CandleCache; parts: ResampleParts } {
  const cache = new CandleCache(temporaryFolder());
  const now = (): Date => new Date('2022-02-01T00:00:00Z');
  const stage: ResampleParts['stage'] = (request) => stageResampledDay(request, sessions);
  return { cache, parts: { cache, quarantine: temporaryFolder(), stage, now } };
}

const rowsOf = (cache: CandleCache, feed: Feed, on = day): Promise<TestCandle[]> =>
  readDayFile(cache.pathOf(feed, on));

/** What resampling means, put plainly. */
function plainly(candles: readonly TestCandle[], from: string, to: string): TestCandle[] {
  const [step = 1, period = 1] = [granularitySeconds(from), granularitySeconds(to)];
  const byTime = new Map(candles.map((candle) => [candle.ts, candle]));
  const sorted = [...byTime.values()].sort((left, right) => left.ts - right.ts);
  const starts = [...new Set(sorted.map(({ ts }) => Math.floor(ts / period) * period))];
  return starts.map((ts) => {
    const inside = sorted.filter((candle) => Math.floor(candle.ts / period) * period === ts);
    const volumes = inside.flatMap(({ volume }) => volume ?? []);
    return {
      ts,
      open: inside[0]?.open ?? null,
      high: Math.max(...inside.map(({ high }) => high ?? Number.NaN)),
      low: Math.min(...inside.map(({ low }) => low ?? Number.NaN)),
      close: inside.at(-1)?.close ?? null,
      volume: volumes.length === 0 ? null : volumes.reduce((sum, volume) => sum + volume, 0),
      meta: JSON.stringify({ derived: { from, rows: inside.length, of: period / step } }),
    };
  });
}

const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });

/** Candles of some minutes of the day, in any order and now and then twice; volumes add up without rounding. */
const someCandles = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 1439 }),
      prices: fc.tuple(price, price, price, price),
      volume: fc.option(fc.integer({ min: 0, max: 1_000_000 }).map((value) => value / 64)),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) =>
    rows.map(({ at, prices: [open, a, b, close], volume }): TestCandle => ({
      ts: midnight + at * 60,
      open,
      high: Math.max(open, a, b, close),
      low: Math.min(open, a, b, close),
      close,
      volume,
    })),
  );

describe('candles', () => {
  it('D30 are put together as they would be by hand', async () => {
    const { cache, parts } = openCache();
    await fc.assert(
      fc.asyncProperty(
        someCandles,
        fc.constantFrom('5m', '15m', '1h', '4h', '1d', '90m'),
        async (candles, to) => {
          await writeDayFile({ root: cache.root, feed: minutes, day, candles });
          const result = await resampleCandles(parts, { feed: minutes, granularity: to, replace: true });
          const expected = plainly(candles, '1m', to);
          expect(await rowsOf(cache, result.target)).toEqual(expected);
          expect(result).toMatchObject({
            written: [day],
            candles: expected.length,
            incomplete: expected.filter(({ meta = '' }) => {
              const { rows, of } = (JSON.parse(meta) as { derived: { rows: number; of: number } }).derived;
              return rows < of;
            }).length,
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('D30 give the same by way of a period between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 86_399 }), { minLength: 1, maxLength: 200 }),
        async (times) => {
          const { cache, parts } = openCache();
          const all = makeCandles(midnight, 200, 1);
          const candles = times
            .sort((left, right) => left - right)
            .map((at, index) => Object.assign({}, all[index] as TestCandle, { ts: midnight + at }));
          await writeDayFile({ root: cache.root, feed: seconds, day, candles });
          await resampleCandles(parts, { feed: seconds, granularity: '1m', replace: false });
          await resampleCandles(parts, { feed: minutes, granularity: '1h', replace: false });
          const hours: Feed = { ...seconds, granularity: '1h' };
          const byMinutes = await rowsOf(cache, hours);
          await resampleCandles(parts, { feed: seconds, granularity: '1h', replace: true });
          const withoutMeta = (rows: readonly TestCandle[]) =>
            rows.map((row) => Object.assign(row, { meta: '' }));
          expect(withoutMeta(await rowsOf(cache, hours))).toEqual(withoutMeta(byMinutes));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('D30 without a close take the price in meta, without any price do not count', async () => {
    const { cache, parts } = openCache();
    const none = { open: null, high: null, low: null, volume: null };
    const candles = [
      { ...none, ts: midnight, close: null, meta: '{"price": 7}' },
      { ...none, ts: midnight + 60, close: null },
      { ...none, ts: midnight + 120, close: 9, high: Number.NaN },
      { ...none, ts: midnight + 3600, close: Number.NaN },
    ];
    await writeDayFile({ root: cache.root, feed: minutes, day, candles });
    const { target } = await resampleCandles(parts, { feed: minutes, granularity: '1h', replace: false });
    expect(await rowsOf(cache, target)).toEqual([
      {
        ts: midnight,
        open: 7,
        high: 9,
        low: 7,
        close: 9,
        volume: null,
        meta: '{"derived":{"from":"1m","rows":2,"of":60}}',
      },
    ]);
  });
});

describe('a derived feed', () => {
  const toHours = { feed: minutes, granularity: '1h', replace: false };

  it('D30 says what it is made of, and only what has changed is made again', async () => {
    const { cache, parts } = openCache();
    const write = (on: string, count: number) =>
      writeDayFile({ root: cache.root, feed: minutes, day: on, candles: minuteCandles(on, count) });
    await write('2022-01-03', 1440);
    await write('2022-01-04', 90);
    const progress: string[] = [];
    const first = await resampleCandles(parts, {
      ...toHours,
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    });
    expect(first).toMatchObject({ written: ['2022-01-03', '2022-01-04'], candles: 26, incomplete: 1 });
    expect(progress).toEqual(['1/2', '2/2']);
    const source = await inspectDayFile(
      { path: cache.pathOf(minutes, '2022-01-03'), feed: minutes, day: '2022-01-03' },
      sessions,
    );
    const ledger = await readLedger(cache.folderOf(first.target));
    expect(ledger.get('2022-01-03')).toMatchObject({
      origin: 'derived',
      source: 'binance/BTCUSDT/candle/1m',
      derivedFrom: source.sha256,
      rows: 24,
    });
    expect(await resampleCandles(parts, toHours)).toMatchObject({
      written: [],
      current: ['2022-01-03', '2022-01-04'],
    });
    await write('2022-01-04', 1440);
    expect(await resampleCandles(parts, toHours)).toMatchObject({
      written: ['2022-01-04'],
      current: ['2022-01-03'],
    });
    expect((await rowsOf(cache, first.target, '2022-01-04')).length).toBe(24);
    expect(await resampleCandles(parts, { ...toHours, lastDay: '2022-01-03', replace: true })).toMatchObject({
      written: ['2022-01-03'],
    });
  });

  it('D30 never takes the place of candles that came from elsewhere, unless told to', async () => {
    const { cache, parts } = openCache();
    const hours: Feed = { ...minutes, granularity: '1h' };
    await writeDayFile({ root: cache.root, feed: minutes, day, candles: minuteCandles(day) });
    const path = await writeDayFile({
      root: cache.root,
      feed: hours,
      day,
      candles: makeCandles(midnight, 24, 3600, 500),
    });
    expect(await resampleCandles(parts, toHours)).toMatchObject({ written: [], kept: [day] });
    expect((await rowsOf(cache, hours))[0]?.open).toBe(500);
    const inspection = await inspectDayFile({ path, feed: hours, day }, sessions);
    const came = { origin: 'coordinator', source: 'http://127.0.0.1:1' } as const;
    await utimes(path, 5, 5);
    const entry = ledgerEntry(inspection, { mtimeMs: 5000 }, new Date(), came);
    await updateLedger(cache.folderOf(hours), new Map([[day, entry]]));
    expect(await resampleCandles(parts, toHours)).toMatchObject({ kept: [day] });
    expect(await resampleCandles(parts, { ...toHours, replace: true })).toMatchObject({
      written: [day],
      kept: [],
    });
    expect((await rowsOf(cache, hours))[0]?.open).toBe(100);
  });

  it('D22 takes out of quarantine what was damaged of the day before', async () => {
    const { cache, parts } = openCache();
    await writeDayFile({ root: cache.root, feed: minutes, day, candles: minuteCandles(day, 60) });
    const { target } = await resampleCandles(parts, toHours);
    const bad = { path: cache.pathOf(target, day), feed: target, day, reason: 'torn', foundAt: new Date() };
    await quarantineFile(parts.quarantine, {
      ...bad,
      origin: 'derived',
      source: 'binance/BTCUSDT/candle/1m',
    });
    expect(await resampleCandles(parts, toHours)).toMatchObject({ written: [day] });
    expect(await listQuarantine(parts.quarantine)).toEqual([]);
  });

  it('D30 is not left half made when it is cancelled or a day is damaged', async () => {
    const { cache, parts } = openCache();
    const days = ['2022-01-03', '2022-01-04'];
    for (const on of days)
      await writeDayFile({ root: cache.root, feed: minutes, day: on, candles: minuteCandles(on, 60) });
    const abort = new AbortController();
    await expect(
      resampleCandles(parts, { ...toHours, signal: abort.signal, onProgress: () => abort.abort() }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readdir(dirname(cache.folderOf(minutes)))).toEqual([minutes.granularity]);
  });

  it('D31 asks for room, in which what it is made of stays, and leaves nothing half made where there is none', async () => {
    const { cache, parts } = openCache();
    await writeDayFile({ root: cache.root, feed: minutes, day, candles: minuteCandles(day, 60) });
    const hours = { ...minutes, granularity: '1h' };
    const asked: unknown[] = [];
    const makeRoom: NonNullable<ResampleParts['makeRoom']> = async (...about) => {
      asked.push(...about, await cache.cachedDays(hours));
      if (asked.length === 4) throw new HindcastError('DISK_FULL', 'no room');
    };
    const resample = (): Promise<unknown> => resampleCandles({ ...parts, makeRoom }, toHours);
    await expect(resample()).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await readdir(dirname(cache.folderOf(hours)))).toEqual([minutes.granularity]);
    await resample();
    const needed = expect.objectContaining({ feed: minutes });
    const about = [
      { feed: hours, firstDay: day, lastDay: day },
      await cache.sizeOf(hours, [day]),
      [needed],
      [],
    ];
    expect(asked).toEqual([...about, ...about]);
  });

  it.each([
    ['1m', '1m'],
    ['5m', '1m'],
    ['5m', '7m'],
    ['1m', '7h'],
    ['1m', '2d'],
    ['1m', 'week'],
    ['trades', '1m'],
  ])('D30 cannot be made of %s for %s', async (from, to) => {
    const { parts } = openCache();
    await expect(
      resampleCandles(parts, { feed: { ...minutes, granularity: from }, granularity: to, replace: false }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('D30 needs candles to be made of', async () => {
    const { parts } = openCache();
    await expect(resampleCandles(parts, toHours)).rejects.toMatchObject({ code: 'DATA_MISSING' });
  });
});
