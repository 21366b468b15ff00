import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportOptions, StagedImport } from '../../../src-core/data/candle-import.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import { dayStart } from '../../../src-core/time/utc.ts';
import {
  minuteCandles,
  readDayFile,
  writeDayFile,
  writeParquet,
} from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { recogniseColumns } from './column-names.ts';
import { readCsvShape } from './csv-shape.ts';
import { stageImport } from './stage-import.ts';

const feed: Feed = { source: 'own', subject: 'BTC', kind: 'candle', granularity: '1m' };
const midnight = dayStart('2022-01-03');

interface Change {
  readonly options?: ImportOptions;
  readonly root?: string;
  readonly feed?: Feed;
  readonly skipBadRows?: boolean;
}

function stage(path: string, change: Change = {}): Promise<StagedImport> {
  return stageImport({
    path,
    feed,
    root: temporaryFolder(),
    scratch: temporaryFolder(),
    token: 'token',
    skipBadRows: false,
    options: {},
    ...change,
  });
}

async function stageText(text: string | Buffer, change: Change = {}): Promise<StagedImport> {
  const path = join(temporaryFolder(), 'candles.csv');
  await writeFile(path, text);
  return stage(path, change);
}

/** Closes at so many seconds after midnight. */
function closesAt(seconds: readonly number[]): string {
  return ['time,close', ...seconds.map((second) => `${(midnight + second) * 1000},1`)].join('\n');
}

const rowsOf = async (staged: StagedImport): Promise<unknown[]> =>
  (await Promise.all(staged.days.map(({ path }) => readDayFile(path)))).flat();

describe('columns', () => {
  it.each([
    ['timestamp,open,high,low,close,volume', [0, 1, 2, 3, 4, 5]],
    [',Open,High,Low,Close,Volume', [0, 1, 2, 3, 4, 5]],
    ['Open Time,o,h,l,c,v,close_time', [0, 1, 2, 3, 4, 5]],
    ['Unix Timestamp;Date;Symbol;Open;High;Low;Close;Volume BTC;Volume USD', [1, 3, 4, 5, 6, 7]],
    ['ts_event\tprice', [0, undefined, undefined, undefined, 1, undefined]],
    ['"DateTime","LAST"', [0, undefined, undefined, undefined, 1, undefined]],
  ])('are recognised in %s', (line, expected) => {
    const shape = readCsvShape(Buffer.from(`${line}\n1,2\n`), true, 'candles.csv');
    const { time, open, high, low, close, volume } = recogniseColumns(shape, 'candles.csv');
    expect([...time, open, high, low, close, volume]).toEqual(expected);
  });

  it('that are missing are named, with those that are there', () => {
    expect(() => recogniseColumns({ names: ['a', 'Open'], sample: [] }, 'candles.csv')).toThrow(
      'candles.csv has no column for time and close; its columns are ["a","Open"].',
    );
  });
});

describe('an imported CSV file', () => {
  it('becomes sorted day files with the schema of the cache', async () => {
    const staged = await stageText(
      [
        'time,Open,High,Low,Close,Volume',
        '2022-01-04 00:00:00,2,2,2,2,',
        '2022-01-03T00:01:00Z,1,3,0.5,2,10',
      ].join('\r\n'),
    );
    expect(
      staged.days.map(({ day, importedRows, inspection }) => [day, importedRows, inspection.rows]),
    ).toEqual([
      ['2022-01-03', 1, 1],
      ['2022-01-04', 1, 1],
    ]);
    expect(await rowsOf(staged)).toEqual([
      { ts: midnight + 60, open: 1, high: 3, low: 0.5, close: 2, volume: 10, meta: '{}' },
      { ts: midnight + 86_400, open: 2, high: 2, low: 2, close: 2, volume: null, meta: '{}' },
    ]);
    expect(staged.columns).toEqual({
      time: 'time',
      open: 'Open',
      high: 'High',
      low: 'Low',
      close: 'Close',
      volume: 'Volume',
    });
  });

  it.each([
    ['a date', '2022-01-03', midnight],
    ['minutes', '2022/01/03 07:05', midnight + 25_500],
    ['fractions', '2022-01-03 00:00:01.500000', midnight + 1.5],
    ['an offset', '2022-01-03T05:30:00+05:30', midnight],
    ['a short offset', '2022-01-02 22:00:00-02', midnight],
    ['UTC', '2022-01-03 00:00:00 UTC', midnight],
    ['seconds', '1641168000', midnight],
    ['milliseconds', '1641168000123', midnight + 0.123],
    ['microseconds', '1641168000123456', midnight + 0.123456],
    ['nanoseconds', '1641168000000000000', midnight],
  ])('may write its times as %s', async (_what, text, seconds) => {
    const [row] = await readDayFile((await stageText(`time,close\n${text},1\n`)).days[0]?.path ?? '');
    expect(row?.ts).toBeCloseTo(seconds, 5);
  });

  it('may lack volume and all prices but the close', async () => {
    expect(await rowsOf(await stageText('date,price\n2022-01-03,5\n'))).toEqual([
      { ts: midnight, open: null, high: null, low: null, close: 5, volume: null, meta: '{}' },
    ]);
  });

  it('keeps the price of ticks in meta', async () => {
    expect(
      await rowsOf(await stageText('ts,price\n1641168000,5.5\n', { feed: { ...feed, kind: 'tick' } })),
    ).toEqual([
      { ts: midnight, open: null, high: null, low: null, close: null, volume: null, meta: '{"price":5.5}' },
    ]);
  });

  it('keeps the last of several rows with the same time', async () => {
    const staged = await stageText('date,close\n2022-01-03,1\n2022-01-03,2\n2022-01-03,3\n');
    expect(staged).toMatchObject({ rowsRead: 3, duplicates: 2 });
    expect(await rowsOf(staged)).toMatchObject([{ close: 3 }]);
  });

  it('is refused with the rows that cannot be used', async () => {
    const text = 'date,open,close\n2022-01-03,1,1\nyesterday,1,1\n2022-01-04,1,n/a\n2022-01-05,,2\n,1,1\n';
    await expect(stageText(text)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(
        '4 of the 5 rows of candles.csv cannot be used (row 2: the time "yesterday" cannot be read; ' +
          'row 3: close is "n/a", not a number; row 4: open is nothing, not a number; …)',
      ),
      details: { rows_read: 5, bad_rows: 4 },
    });
  });

  it('loses those rows when told so', async () => {
    const staged = await stageText('date,close\n2022-01-03,1\nyesterday,1\n', { skipBadRows: true });
    expect(staged).toMatchObject({ rowsRead: 2, badRows: 1, days: [{ importedRows: 1 }] });
  });

  it.each([
    ['two steps', [0, 60, 120], '1m'],
    ['sparse ones', [0, 60, 120, 300, 360, 1200, 1500, 1560, 5160], '1m'],
    ['steps that fill no hour', [0, 420, 840, 1260], '7m'],
  ])('D27 is refused when its candles are closer than the feed says: %s', async (_what, seconds, step) => {
    const root = temporaryFolder();
    const staged = stageText(closesAt(seconds), { root, feed: { ...feed, granularity: '1h' } });
    await expect(staged).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(`^The candles are ${step} apart, the feed says 1h\\. Import them as `),
    });
  });

  it.each([
    ['one row', [0], '1h'],
    ['two rows', [0, 60], '1h'],
    ['a last row of a candle that is not over', [0, 3600, 5000], '1h'],
    ['a day of 23 hours', [0, 86_400, 169_200], '1d'],
    ['gaps only', [0, 7200, 21_600, 28_800], '1h'],
    ['some rows off the grid', [0, 60, 3600, 7200, 10_800, 14_400], '1h'],
    ['a clock that drifts', [0, 3599, 7198, 10_797], '1h'],
    ['no step that comes twice', [0, 60, 180, 360], '1h'],
    ['steps that are no period', [0, 0.5, 1, 1.5], '1h'],
    ['no period', [0, 60, 120], 'events'],
  ])('D27 is taken with %s', async (_what, seconds, granularity) => {
    const staged = await stageText(closesAt(seconds), { feed: { ...feed, granularity } });
    expect(staged.rowsRead).toBe(seconds.length);
  });

  it('D27 is taken with ticks of any distance', async () => {
    const ticks: Feed = { ...feed, kind: 'tick', granularity: '1h' };
    expect(await stageText(closesAt([0, 1, 2, 3]), { feed: ticks })).toMatchObject({ rowsRead: 4 });
  });

  it.each([
    ['is empty', '', /is empty/],
    ['has a header only', 'time,close\n', /holds no row/],
    [
      'has a row with too many fields',
      'time,close\n2022-01-03,1\n2022-01-04,1,2\n',
      /row 2: it has 3 fields instead of 2/,
    ],
    [
      'is in another encoding',
      Buffer.from('time,close\n2022-01-03,1\xe9\n', 'latin1'),
      /row 1: it is not text in UTF-8/,
    ],
    ['is UTF-16', Buffer.from('time,close\n', 'utf16le'), /not text in UTF-8/],
    ['is a torn archive', Buffer.from([0x1f, 0x8b, 8, 0]), /cannot be unpacked: unexpected end/],
    ['is broken Parquet', 'PAR1 and nothing more', /no Parquet file that can be read/],
  ])('is refused when it %s', async (_what, content, message) => {
    await expect(stageText(content)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message),
    });
  });

  it('is refused when it is not there, or for kinds that hold no price', async () => {
    await expect(stage('/nowhere/candles.csv')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(stageText('ts,c\n', { feed: { ...feed, kind: 'depth' } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });

  it('gives back every price as it was written, to the last bit', async () => {
    const price = fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
      .map((value) => value + 0);
    await fc.assert(
      fc.asyncProperty(fc.array(price, { minLength: 1, maxLength: 30 }), async (prices) => {
        const lines = prices.map((value, index) => `${midnight + index * 60},${value}`);
        const staged = await stageImportText(`ts,close\n${lines.join('\n')}\n`);
        expect(staged.map((row) => row.close)).toEqual(prices);
      }),
      { numRuns: 15 },
    );
  });
});

async function stageImportText(text: string): Promise<{ close: number | null }[]> {
  return (await rowsOf(await stageText(text))) as { close: number | null }[];
}

describe('merging', () => {
  it('lets the file win over the cache and keeps all other rows', async () => {
    const root = temporaryFolder();
    await writeDayFile({ root, feed, day: '2022-01-03', candles: minuteCandles('2022-01-03', 3) });
    const staged = await stageText(`ts,close\n${midnight + 60},500\n${midnight + 600},600\n`, { root });
    const rows = (await rowsOf(staged)) as { ts: number; close: number }[];
    expect(rows.map(({ ts }) => ts - midnight)).toEqual([0, 60, 120, 600]);
    expect(rows.map(({ close }) => close).slice(1)).toEqual([500, expect.any(Number), 600]);
    expect(staged.days).toMatchObject([{ importedRows: 2, inspection: { rows: 4 } }]);
  });

  it('with a damaged day names it and leaves nothing behind', async () => {
    const root = temporaryFolder();
    const damaged = join(root, dayFilePath(feed, '2022-01-04'));
    await writeDayFile({ root, feed, day: '2022-01-04', candles: minuteCandles('2022-01-04', 3) });
    await writeFile(damaged, 'torn');
    await expect(stageText('ts,close\n2022-01-03,1\n2022-01-04,1\n', { root })).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining('own/BTC/candle/1m/2022-01-04.parquet'),
    });
    expect(await readdir(dirname(damaged))).toEqual(['2022-01-04.parquet']);
  });
});

describe('an imported Parquet file', () => {
  it.each([
    ['timestamps', "TIMESTAMP '2022-01-03 00:00:00'"],
    ['timestamps with zone', `make_timestamptz(${midnight}000000)`],
    ['nanoseconds', "TIMESTAMP_NS '2022-01-03 00:00:00'"],
    ['dates', "DATE '2022-01-03'"],
    ['counts', `${midnight}000::BIGINT`],
    ['text', "'2022-01-03'"],
  ])('may hold %s', async (_what, time) => {
    const path = join(temporaryFolder(), 'candles [1].parquet');
    await writeParquet(path, `SELECT 2.5::DECIMAL(9,2) AS "Close", ${time} AS "__index_level_0__"`);
    expect(await rowsOf(await stage(path))).toMatchObject([{ ts: midnight, close: 2.5 }]);
  });
});

describe('real candles', () => {
  const shared = new URL('../../../../shared/data/', import.meta.url).pathname;
  it.skipIf(!existsSync(shared))('are read in full (skipped without ../shared)', async () => {
    const hourly = await stage(join(shared, 'EURUSD_1h.csv'), { feed: { ...feed, granularity: '1h' } });
    expect(hourly).toMatchObject({ rowsRead: 5000, badRows: 0, duplicates: 0 });
    expect(hourly.days[0]).toMatchObject({ day: '2017-04-19', inspection: { rows: 15 } });
    const minutes = await stage(join(shared, 'btc-perp-20211231-20220201_1m.csv'));
    expect(minutes).toMatchObject({ rowsRead: 45_031, badRows: 0, duplicates: 0 });
    expect(minutes.days.map(({ inspection }) => inspection.rows).slice(0, 3)).toEqual([59, 1440, 1440]);
  });
});
