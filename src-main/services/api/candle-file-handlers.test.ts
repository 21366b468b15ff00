import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { DataBench } from '../../../tests/support/data-bench.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const range = { feed, firstDay: '2022-01-03', lastDay: '2022-01-04' };

async function benchWithTwoDays(): Promise<DataBench> {
  const bench = new DataBench();
  for (const [day, count] of [['2022-01-03', 1440] as const, ['2022-01-04', 90] as const]) {
    await writeDayFile({ root: bench.cache.root, feed, day, candles: minuteCandles(day, count) });
  }
  return bench;
}

describe('a preview', () => {
  it('D27 tells what an import would make of a file and which of its days are here', async () => {
    const bench = await benchWithTwoDays();
    const path = join(bench.folder, 'Binance_BTCUSDT_minute.csv');
    await writeFile(path, 'time;close\n2022-01-04 00:00;1,25\n2022-01-05 00:00;x\n');
    expect(await bench.owner.call('data.importPreview', { path })).toEqual({
      format: 'csv',
      delimiter: ';',
      decimalComma: true,
      hasHeader: true,
      fileColumns: [
        { name: 'time', values: ['2022-01-04 00:00', '2022-01-05 00:00'] },
        { name: 'close', values: ['1,25', 'x'] },
      ],
      columns: { time: 'time', close: 'close' },
      rows: [{ time: 1_641_254_400, open: null, high: null, low: null, close: 1.25, volume: null }],
      rowsRead: 2,
      badRows: 1,
      badRowExamples: [{ row: 2, problem: 'close is "x", not a number' }],
      duplicates: 0,
      dayCount: 1,
      firstDay: '2022-01-04',
      lastDay: '2022-01-04',
      stepSeconds: null,
      suggestion: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
      overlap: { days: 1, firstDay: '2022-01-04', lastDay: '2022-01-04' },
      problem: null,
    });
    const other = { path, feed: { ...feed, source: 'mine' } };
    expect((await bench.owner.call('data.importPreview', other)).overlap.days).toBe(0);
    const options = { columns: { close: ['Last'] } };
    expect(await bench.owner.call('data.importPreview', { path, options })).toMatchObject({
      rows: [],
      problem: { code: 'BAD_INPUT' },
    });
  });

  it('D27 reads no file that the guard of paths refuses, and none for viewers', async () => {
    const bench = new DataBench({
      paths: { assertReadable: () => Promise.reject(new HindcastError('UNSAFE_PATH', 'outside')) },
    });
    const input = { path: '/etc/passwd' };
    await expect(bench.owner.call('data.importPreview', input)).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    });
    await expect(bench.viewer.call('data.importPreview', input)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  it('D27 is followed by an import with the same options', async () => {
    const bench = new DataBench();
    const path = join(bench.folder, 'own.csv');
    await writeFile(path, 'Date,Last\n2022-01-03 00:30,1.5\n');
    const { activityId } = await bench.owner.call('data.import', {
      path,
      feed,
      options: { columns: { close: ['Last'] }, timeZone: 'Europe/Zurich' },
    });
    expect(await bench.ended(activityId)).toMatchObject({
      state: 'completed',
      result: { days: ['2022-01-02'] },
    });
  });
});

describe('an export', () => {
  it('D29 waits as a file to be taken away', async () => {
    const bench = await benchWithTwoDays();
    const { activityId } = await bench.owner.call('data.export', { ...range, format: 'csv' });
    const ended = await bench.ended(activityId);
    expect(ended).toMatchObject({
      kind: 'export',
      state: 'completed',
      subject: feedPath(feed),
      message: '1,530 candles of 2 days, ready to be saved',
      result: { rows: 1530, day_count: 2, file_name: 'binance-BTCUSDT-candle-1m_2022-01-03_2022-01-04.csv' },
    });
    const file = bench.exports.exportFile(ended.result?.['export_id'] as string);
    expect(file.mediaType).toBe('text/csv; charset=utf-8');
    expect((await readFile(file.path, 'utf8')).split('\n')).toHaveLength(1532);
  });

  it('D29 is cancelled together with its worker, and fails with what is wrong', async () => {
    const bench = await benchWithTwoDays();
    const { activityId } = await bench.owner.call('data.export', { ...range, format: 'parquet' });
    await bench.owner.call('activities.cancel', { activityId });
    expect(await bench.ended(activityId)).toMatchObject({ state: 'cancelled' });
    const nothing = { ...range, feed: { ...feed, subject: 'ETHUSDT' }, format: 'csv' } as const;
    const { activityId: other } = await bench.owner.call('data.export', nothing);
    expect(await bench.ended(other)).toMatchObject({ state: 'failed', error: { code: 'DATA_MISSING' } });
    await expect(
      bench.owner.call('data.export', { ...range, firstDay: '2022-02-01', format: 'csv' }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('resampling', () => {
  it('D30 is followed in days, and the calendar shows what the days are derived from', async () => {
    const bench = await benchWithTwoDays();
    const { activityId } = await bench.owner.call('data.resample', { ...range, granularity: '1h' });
    expect(await bench.ended(activityId)).toMatchObject({
      kind: 'resample',
      state: 'completed',
      title: 'Resample binance/BTCUSDT/candle/1m to 1h',
      message: '2 days made',
      result: { feed: 'binance/BTCUSDT/candle/1h', written_count: 2, candles: 26, incomplete: 1 },
    });
    expect(bench.staleAreas()).toContain('data');
    const days = await bench.viewer.call('data.calendar', { ...range, feed: { ...feed, granularity: '1h' } });
    expect(days.map(({ origin, rows }) => [origin, rows])).toEqual([
      ['derived from binance/BTCUSDT/candle/1m', 24],
      ['derived from binance/BTCUSDT/candle/1m', 2],
    ]);
    await writeDayFile({
      root: bench.cache.root,
      feed,
      day: '2022-01-04',
      candles: minuteCandles('2022-01-04', 90, 500),
    });
    const { activityId: verifying } = await bench.owner.call('data.verify', { feed });
    await bench.ended(verifying);
    const [, changed] = await bench.viewer.call('data.calendar', {
      ...range,
      feed: { ...feed, granularity: '1h' },
    });
    expect(changed?.origin).toBe('derived from binance/BTCUSDT/candle/1m, which has changed since');
    const again = await bench.owner.call('data.resample', { ...range, granularity: '1h' });
    expect(await bench.ended(again.activityId)).toMatchObject({ message: '1 day made, 1 day up to date' });
  });

  it('D30 is refused at once for periods that do not fit, and for viewers', async () => {
    const bench = await benchWithTwoDays();
    const input = { ...range, granularity: '7m' };
    await expect(bench.owner.call('data.resample', input)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(bench.viewer.call('data.resample', input)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    expect(bench.activities.list()).toEqual([]);
  });
});
