import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { daysBetween, dayStart } from '../../../../src-core/time/utc.ts';
import { stageImport } from '../../../../src-worker/data/import/stage-import.ts';
import { writeCandles, writtenShare } from '../../../../src-worker/data/write-candles.ts';
import {
  minuteCandles,
  readDayFile,
  writeDayFile,
  type TestCandle,
} from '../../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { CandleCache } from '../candle-cache.ts';
import { exportCandles, type ExportedCandles, type ExportRequest } from './export-candles.ts';
import { importCandles } from './import-candles.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const days = ['2022-01-03', '2022-01-04'];
const midnight = dayStart('2022-01-03');
function exported(
  cache: CandleCache,
  change: Partial<ExportRequest> & Pick<ExportRequest, 'path'>,
): Promise<ExportedCandles> {
  return exportCandles({ cache, write: writeCandles }, { feed, format: 'csv', times: 'iso', ...change });
}

/** The rows of both days, after they were written out and brought in again somewhere else. */
async function broughtBack(
  rows: readonly TestCandle[],
  how: Pick<ExportRequest, 'format' | 'times'>,
  of: Feed = feed,
): Promise<TestCandle[]> {
  const folder = temporaryFolder();
  const from = new CandleCache(join(folder, 'from'));
  const to = new CandleCache(join(folder, 'to'));
  for (const day of days) {
    const start = dayStart(day);
    const candles = rows.filter(({ ts }) => ts >= start && ts < start + 86_400);
    if (candles.length > 0) await writeDayFile({ root: from.root, feed: of, day, candles });
  }
  const path = join(folder, `out.${how.format}`);
  await exported(from, { path, feed: of, ...how });
  await importCandles(
    { cache: to, quarantine: temporaryFolder(), stage: stageImport, now: () => new Date() },
    { path, feed: of, skipBadRows: false, options: {} },
  );
  const back = await Promise.all((await to.cachedDays(of)).map((day) => readDayFile(to.pathOf(of, day))));
  return back.flat();
}

const price = fc.double({ min: -1e12, max: 1e12, noNaN: true, noDefaultInfinity: true });
const moment = fc
  .integer({ min: 0, max: 2 * 86_400_000_000 - 1 })
  .map((microseconds) => midnight + microseconds / 1e6);

function rowsAt(values: fc.Arbitrary<Omit<TestCandle, 'ts'>>, at = moment): fc.Arbitrary<TestCandle[]> {
  return fc
    .uniqueArray(at, { minLength: 1, maxLength: 40 })
    .chain((times) =>
      fc
        .array(values, { minLength: times.length, maxLength: times.length })
        .map((all) =>
          times
            .sort((left, right) => left - right)
            .map((ts, index) => Object.assign({ ts }, all[index] as Omit<TestCandle, 'ts'>)),
        ),
    );
}

describe('what is written out and brought in again', () => {
  it('D29 is the same by way of CSV, to the last bit and microsecond', async () => {
    const values = fc.record({
      open: price,
      high: price,
      low: price,
      close: price,
      volume: fc.option(price),
      meta: fc.constant('{}'),
    });
    await fc.assert(
      fc.asyncProperty(
        rowsAt(values),
        fc.constantFrom('iso' as const, 'epoch_ms' as const),
        async (rows, times) => {
          expect(await broughtBack(rows, { format: 'csv', times })).toEqual(rows);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('D29 is the same by way of Parquet, with meta and with what is missing', async () => {
    const values = fc.record({
      open: fc.option(price),
      high: fc.option(price),
      low: fc.option(price),
      close: fc.option(price),
      volume: fc.option(price),
      meta: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }).map((value) => JSON.stringify(value)),
    });
    await fc.assert(
      fc.asyncProperty(rowsAt(values), async (rows) => {
        expect(await broughtBack(rows, { format: 'parquet', times: 'iso' })).toEqual(rows);
      }),
      { numRuns: 15 },
    );
  });

  it('D29 is the same for ticks, whose price is in meta', async () => {
    const ticks: Feed = { ...feed, kind: 'tick', granularity: '1s' };
    const none = { open: null, high: null, low: null, close: null, volume: null };
    const rows = [0.1 + 0.2, 45_000, 1e-7].map((value, index) =>
      Object.assign({ ts: midnight + index, meta: JSON.stringify({ price: value }) }, none),
    );
    const prices = (back: readonly TestCandle[]) => back.map(({ meta = '' }) => JSON.parse(meta) as unknown);
    for (const format of ['csv', 'parquet'] as const) {
      expect(prices(await broughtBack(rows, { format, times: 'iso' }, ticks))).toEqual(prices(rows));
    }
  });
});

describe('an export', () => {
  async function cacheOf(...cached: readonly string[]): Promise<CandleCache> {
    const cache = new CandleCache(join(temporaryFolder(), 'cache'));
    for (const day of cached)
      await writeDayFile({ root: cache.root, feed, day, candles: minuteCandles(day, 3) });
    return cache;
  }

  it('D29 is CSV with a header and times in UTC, of the days that are asked for', async () => {
    const cache = await cacheOf(...days, '2022-01-06');
    const folder = temporaryFolder();
    const path = join(folder, 'out.csv');
    await writeFile(path, 'what was there before');
    expect(await exported(cache, { path, from: '2022-01-03T00:01', to: '2022-01-04' })).toEqual({
      rows: 5,
      sizeBytes: (await readFile(path)).length,
      days,
    });
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines[0]).toBe('time,open,high,low,close,volume');
    expect(lines[1]).toBe('2022-01-03T00:01:00Z,100.7,101.9,100.2,101.4,2.0');
    expect(lines).toHaveLength(7);
    await exported(cache, { path, times: 'epoch_ms' });
    expect((await readFile(path, 'utf8')).split('\n')[1]).toMatch(/^1641168000000,/);
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('D29 tells how far it is', async () => {
    const cache = await cacheOf('2022-01-03');
    const many = daysBetween('2022-01-03', '2022-06-30');
    for (const day of many.slice(1))
      await copyFile(cache.pathOf(feed, '2022-01-03'), cache.pathOf(feed, day));
    const path = join(temporaryFolder(), 'out.csv');
    const last = dayStart('2022-07-01');
    const told: (number | null)[] = [];
    const ended = new AbortController();
    const what = { root: cache.root, feed, days: many, from: midnight, to: last, path } as const;
    const writing = writeCandles({ ...what, format: 'csv', times: 'iso' }).finally(() => ended.abort());
    while (!ended.signal.aborted) {
      told.push(await writtenShare({ path }));
      await nextTurn();
    }
    await writing;
    const shares = told.filter((share) => share !== null);
    expect(shares).toEqual(shares.toSorted((left, right) => left - right));
    expect(shares.some((share) => share > 0 && share < 1)).toBe(true);
    expect(await writtenShare({ path })).toBeNull();
  });

  it('D29 leaves what was there when it fails, and nothing half written', async () => {
    const cache = await cacheOf('2022-01-03');
    const folder = temporaryFolder();
    const path = join(folder, 'out.csv');
    await writeFile(path, 'before');
    await expect(exported(cache, { path, from: '2023-01-01' })).rejects.toMatchObject({
      code: 'DATA_MISSING',
    });
    await expect(exported(cache, { path, from: '2022-01-04', to: '2022-01-03' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await writeFile(cache.pathOf(feed, '2022-01-04'), 'torn');
    await expect(exported(cache, { path })).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining('2022-01-04.parquet'),
    });
    await expect(exported(cache, { path: join(folder, 'none', 'out.csv') })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('its folder does not exist'),
    });
    expect(await readFile(path, 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['out.csv']);
  });
});
