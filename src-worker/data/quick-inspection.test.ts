import { stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import {
  minuteCandles,
  writeDayFile,
  writeParquet,
  type TestCandle,
} from '../../tests/support/candle-files.ts';
import { fuzzDayFiles } from '../../tests/support/fuzz-day-files.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { inspectWith } from './inspect-day-file.ts';
import { quickInspection } from './quick-inspection.ts';
import { SessionPool } from './session-pool.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const day = '2022-01-03';
const sessions = new SessionPool();
afterAll(() => sessions.close());

describe('the quick look at a day file', () => {
  const [first, second, third] = minuteCandles(day, 3) as [TestCandle, TestCandle, TestCandle];
  it.each<[string, TestCandle[]]>([
    ['a full day', minuteCandles(day)],
    ['no row', []],
    ['one row', [first]],
    ['rows out of order and twice', [third, first, second, first]],
    ['rows of another day', [first, { ...second, ts: second.ts + 86_400 }]],
    ['prices that are missing or zero', [first, { ...second, open: null, low: 0 }, third]],
    ['texts in meta', [{ ...first, meta: '{"n":"ä"}' }, second, { ...third, meta: '{"price":2}' }]],
  ])('D14 finds in one with %s what DuckDB finds', async (_what, candles) => {
    const path = await writeDayFile({ root: temporaryFolder(), feed, day, candles });
    const quick = quickInspection({ path, feed, day });
    expect(quick).toBeDefined();
    const thorough = await sessions.use([dirname(path)], (connection) =>
      inspectWith(connection, { path, feed, day }),
    );
    expect(quick).toEqual(thorough);
  });

  it('D14 sees of a torn file no byte of the whole one that it looked at before', async () => {
    const path = await writeDayFile({ root: temporaryFolder(), feed, day, candles: minuteCandles(day) });
    const whole = quickInspection({ path, feed, day });
    const { size } = await stat(path);
    for (const length of [size - 1, size - 8, Math.floor(size / 2), 4, 0]) {
      await truncate(path, length);
      expect(quickInspection({ path, feed, day })).toBeUndefined();
    }
    const shorter = await writeDayFile({
      root: temporaryFolder(),
      feed,
      day,
      candles: minuteCandles(day, 3),
    });
    expect(quickInspection({ path: shorter, feed, day })).toMatchObject({ rows: 3 });
    expect(whole).toMatchObject({ rows: 1440, sizeBytes: size });
  });

  it.each([
    ['another feed', feed, { ...feed, subject: 'ETHUSDT' }],
    ['another granularity', feed, { ...feed, granularity: '5m' }],
  ])('D14 leaves one of %s to DuckDB', async (_what, written, asked) => {
    const path = await writeDayFile({
      root: temporaryFolder(),
      feed: written,
      day,
      candles: minuteCandles(day, 5),
    });
    expect(quickInspection({ path, feed: asked, day })).toBeUndefined();
  });

  const good = `make_timestamptz(1641168000000000) AS ts_event, 'binance' AS source, 'BTCUSDT' AS subject,
    'candle' AS kind, '1m' AS granularity, 1::DOUBLE AS open, 1::DOUBLE AS high, 1::DOUBLE AS low, 1::DOUBLE AS close,
    1::DOUBLE AS volume, '{}' AS meta`;
  it.each([
    ['no price', good.replace('1::DOUBLE AS close', 'NULL::DOUBLE AS close')],
    ['a price that is no number', good.replace('1::DOUBLE AS close', `'nan'::DOUBLE AS close`)],
    ['no time', good.replace('make_timestamptz(1641168000000000)', 'NULL::TIMESTAMPTZ')],
    ['times without a zone', good.replace('make_timestamptz(1641168000000000)', `TIMESTAMP '2022-01-03'`)],
    [
      'times in nanoseconds',
      good.replace('make_timestamptz(1641168000000000)', `'2022-01-03'::TIMESTAMP_NS`),
    ],
    ['a column missing', good.replace(`, '{}' AS meta`, '')],
    ['a source missing', good.replace(`'binance' AS source`, 'NULL::VARCHAR AS source')],
    ['a column of bytes', good.replace(`'{}' AS meta`, `'x'::BLOB AS meta`)],
    ['a column of another type', good.replace('1::DOUBLE AS low', '1::FLOAT AS low')],
  ])('D14 leaves one with %s to DuckDB', async (_what, select) => {
    const path = `${temporaryFolder()}/${day}.parquet`;
    await writeParquet(path, `SELECT ${good}`);
    expect(quickInspection({ path, feed, day })).toBeDefined();
    await writeParquet(path, `SELECT ${select}`);
    expect(quickInspection({ path, feed, day })).toBeUndefined();
  });

  it('D14 D23 never accepts a damaged file that DuckDB refuses, or finds something else in it', async () => {
    const fuzz = await fuzzDayFiles(temporaryFolder(), 1500, 5, 20);
    expect(fuzz.faults).toEqual([]);
    expect(fuzz.accepted).toBeGreaterThan(100);
  }, 60_000);
});
