import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { resolveHome, type Home } from '../../services/home/home.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { runDataExport } from './data-export.ts';
import { runDataImport } from './data-import.ts';
import { runDataResample } from './data-resample.ts';
import { documentOf, outputOf, RecordedIo } from './testing/recorded-io.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const name = 'binance/BTCUSDT/candle/1m';
const spawner = new ForkedNodeSpawner(process.env);

async function homeWithTwoDays(): Promise<Home> {
  const home = resolveHome(join(temporaryFolder(), 'home'), {});
  for (const [day, count] of [['2022-01-03', 1440] as const, ['2022-01-04', 90] as const]) {
    await writeDayFile({ root: home.cache, feed, day, candles: minuteCandles(day, count) });
  }
  return home;
}

describe('data export', () => {
  it('D29 writes what is here, which comes back as it was', async () => {
    const home = await homeWithTwoDays();
    const out = join(temporaryFolder(), 'out.csv');
    const options = { home, spawner, feed: name, format: 'csv', out, times: 'iso' as const };
    expect(await outputOf((to) => runDataExport(options, to))).toMatch(
      /^Wrote 1,530 candles of binance\/BTCUSDT\/candle\/1m, 2 days from 2022-01-03 to 2022-01-04, to .*out\.csv \([\d.]+ kB\)\.\n$/,
    );
    expect((await readFile(out, 'utf8')).split('\n')[0]).toBe('time,open,high,low,close,volume');
    const parquet = { ...options, format: 'parquet', out: join(temporaryFolder(), 'out.parquet') };
    const io = new RecordedIo(true);
    await runDataExport({ ...parquet, from: '2022-01-04' }, io);
    expect(JSON.parse(io.text)).toMatchObject({
      feed: name,
      rows: 90,
      day_count: 1,
      first_day: '2022-01-04',
    });
    expect(io.updates[0]).toEqual({ label: 'writing 1 day', done: 0, total: null, unit: 'percent' });
    // A file of the cache says itself what it is.
    const back = { home, spawner, file: parquet.out, skipBadRows: false, dryRun: true, options: {} };
    expect(await documentOf((to) => runDataImport(back, to))).toMatchObject({
      format: 'hindcast',
      feed: name,
      overlap: ['2022-01-04'],
    });
  });

  it('D29 is refused for formats, feeds and ranges that there are none of, and ends when interrupted', async () => {
    const home = await homeWithTwoDays();
    const out = join(temporaryFolder(), 'out.csv');
    const options = { home, spawner, feed: name, format: 'csv', out, times: 'iso' as const };
    const codeOf = (change: object) =>
      outputOf((to) => runDataExport({ ...options, ...change }, to)).then(
        () => 'none',
        (error: { code: string }) => error.code,
      );
    expect(await codeOf({ format: 'xlsx' })).toBe('BAD_INPUT');
    expect(await codeOf({ feed: 'binance/ETHUSDT/candle/1m' })).toBe('UNKNOWN_FEED');
    expect(await codeOf({ from: '2023-01-01' })).toBe('DATA_MISSING');
    expect(await codeOf({ signal: AbortSignal.abort() })).toBe('CANCELLED');
    expect(existsSync(out)).toBe(false);
  });
});

describe('data resample', () => {
  it('D30 makes a feed of a larger period, and says what was made and what was left alone', async () => {
    const home = await homeWithTwoDays();
    const options = { home, spawner, feed: name, granularity: '1h', replace: false };
    const io = new RecordedIo();
    await runDataResample(options, io);
    expect(io.text).toBe(
      'Made 26 candles of binance/BTCUSDT/candle/1h out of binance/BTCUSDT/candle/1m: 2 days made, 0 days up to date.\n' +
        'Of fewer candles than their period holds: 1 candle; their meta says of how many.\n',
    );
    expect(io.updates.at(-1)).toEqual({ label: 'resampling (2 of 2 days)', done: 2, total: 2, unit: 'days' });
    expect(await documentOf((to) => runDataResample(options, to))).toEqual({
      feed: 'binance/BTCUSDT/candle/1h',
      derived_from: name,
      written: [],
      current: ['2022-01-03', '2022-01-04'],
      kept: [],
      empty: [],
      candles: 0,
      incomplete: 0,
    });
    const fiveMinutes: Feed = { ...feed, granularity: '5m' };
    await writeDayFile({
      root: home.cache,
      feed: fiveMinutes,
      day: '2022-01-03',
      candles: minuteCandles('2022-01-03', 1),
    });
    const toFive = { ...options, granularity: '5m', to: '2022-01-03' };
    expect(await outputOf((to) => runDataResample(toFive, to))).toContain(
      'Left alone because they came from elsewhere: 2022-01-03. Use --replace to make them anew.',
    );
  });
});
