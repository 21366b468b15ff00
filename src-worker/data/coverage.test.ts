import { writeFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { coverage } from './coverage.ts';
import { SessionPool } from './session-pool.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const sessions = new SessionPool();
afterAll(() => sessions.close());

it('tells full, partial, absent and damaged days apart by what the files hold', async () => {
  const root = temporaryFolder();
  const write = (day: string, candles: ReturnType<typeof minuteCandles>): Promise<string> =>
    writeDayFile({ root, feed, day, candles });
  await write('2022-01-01', minuteCandles('2022-01-01'));
  await write('2022-01-02', minuteCandles('2022-01-02', 100));
  await writeFile(await write('2022-01-04', minuteCandles('2022-01-04')), 'not Parquet');
  // A row that comes twice fills no gap.
  const half = minuteCandles('2022-01-05', 720);
  await write('2022-01-05', [...half, ...half]);
  await write('2022-01-06', []);
  const days = ['2022-01-01', '2022-01-02', '2022-01-03', '2022-01-04', '2022-01-05', '2022-01-06'];
  expect(await coverage({ root, feed, days }, sessions)).toEqual([
    { day: '2022-01-01', rows: 1440, expected: 1440, state: 'present' },
    { day: '2022-01-02', rows: 100, expected: 1440, state: 'partial' },
    { day: '2022-01-03', rows: 0, expected: 1440, state: 'absent' },
    { day: '2022-01-04', rows: 0, expected: 1440, state: 'damaged' },
    { day: '2022-01-05', rows: 1440, expected: 1440, state: 'partial' },
    { day: '2022-01-06', rows: 0, expected: 1440, state: 'absent' },
  ]);
});

it('expects nothing where the granularity names no period', async () => {
  const root = temporaryFolder();
  const odd: Feed = { ...feed, granularity: 'trades' };
  await writeDayFile({ root, feed: odd, day: '2022-01-01', candles: minuteCandles('2022-01-01', 3) });
  expect(await coverage({ root, feed: odd, days: ['2022-01-01'] }, sessions)).toEqual([
    { day: '2022-01-01', rows: 3, expected: null, state: 'present' },
  ]);
});
