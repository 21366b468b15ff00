import { writeFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { noFaults } from '../../src-core/quality/candle-faults.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayStart } from '../../src-core/time/utc.ts';
import {
  minuteCandles,
  writeDayFile,
  writeParquet,
  type TestCandle,
} from '../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { assessDays } from './assess-days.ts';
import { SessionPool } from './session-pool.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const sessions = new SessionPool();
afterAll(() => sessions.close());

it('D24 tells what is odd about days by what their files hold, and leaves out those that have none', async () => {
  const root = temporaryFolder();
  const write = (day: string, candles: readonly TestCandle[]): Promise<string> =>
    writeDayFile({ root, feed, day, candles });
  await write('2022-01-01', minuteCandles('2022-01-01'));
  await writeFile(await write('2022-01-02', []), 'not Parquet');
  await write('2022-01-04', minuteCandles('2022-01-04').toSpliced(600, 5));
  await write('2022-01-05', []);
  const days = ['2022-01-01', '2022-01-02', '2022-01-03', '2022-01-04', '2022-01-05'];
  const found = await assessDays({ root, feed, days, withDetail: true }, sessions);
  expect(found.map(({ day, rows, quality: { counts } }) => [day, rows, counts.missing, counts.gap])).toEqual([
    ['2022-01-01', 1440, 0, 0],
    ['2022-01-04', 1435, 5, 1],
    ['2022-01-05', 0, 1440, 1],
  ]);
  expect(found[1]?.gaps).toEqual([{ start: dayStart('2022-01-04') + 36_000, periods: 5 }]);
  const [brief] = await assessDays({ root, feed, days: ['2022-01-04'], withDetail: false }, sessions);
  expect(brief?.gaps).toEqual([]);
});

it('D24 counts only what lies in the span that was asked for', async () => {
  const root = temporaryFolder();
  const day = '2022-01-04';
  await writeDayFile({ root, feed, day, candles: minuteCandles(day).toSpliced(600, 5) });
  const start = dayStart(day);
  const [found] = await assessDays(
    {
      root,
      feed,
      days: [day],
      span: { startSeconds: start + 602 * 60, endSeconds: start + 700 * 60 },
      withDetail: false,
    },
    sessions,
  );
  expect(found).toMatchObject({ rows: 96, quality: { startsMissing: true, endsMissing: false } });
  expect(found?.quality.counts).toEqual({ ...noFaults(), missing: 3, gap: 1 });
});

it('D24 reads files that are written in another way, and prices of ticks out of their meta', async () => {
  const root = temporaryFolder();
  const ticks: Feed = { ...feed, kind: 'tick' };
  const none = { open: null, high: null, low: null, close: null, volume: null };
  await writeDayFile({
    root,
    feed: ticks,
    day: '2022-01-01',
    candles: [
      { ts: dayStart('2022-01-01'), ...none, meta: '{"price": 7.5}' },
      { ts: dayStart('2022-01-01') + 60, ...none, meta: '{"price": "none"}' },
    ],
  });
  const [found] = await assessDays({ root, feed: ticks, days: ['2022-01-01'], withDetail: true }, sessions);
  expect(found?.quality.counts).toEqual({ ...noFaults(), without_price: 1, missing: 1439, gap: 1 });

  // Prices as whole numbers: no file that the reader of our own takes.
  await writeParquet(
    `${root}/binance/BTCUSDT/candle/1m/2022-01-06.parquet`,
    `SELECT TIMESTAMPTZ '2022-01-06 00:00:00+00' AS ts_event, 'binance' AS source, 'BTCUSDT' AS subject, 'candle' AS kind,
       '1m' AS granularity, 5 AS open, 5 AS high, 5 AS low, 0 AS close, 1 AS volume, '{}' AS meta`,
  );
  const [odd] = await assessDays({ root, feed, days: ['2022-01-06'], withDetail: true }, sessions);
  expect(odd?.quality.counts).toEqual({
    ...noFaults(),
    not_positive: 1,
    inconsistent: 1,
    missing: 1439,
    gap: 1,
  });
});
