import { appendFileSync, existsSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { CsvProvider } from './csv-provider.ts';
import { parseCsvTime } from './csv-time.ts';
import type { HistoryRecord } from './history-provider.ts';

const feed: Feed = { source: 'file', subject: 'BTC', kind: 'candle', granularity: '1m' };
const signal = new AbortController().signal;
const first = Date.UTC(2022, 0, 3) / 1000;

function fetchAll(provider: CsvProvider, limit = 100): Promise<readonly HistoryRecord[]> {
  return provider.fetchPage({ feed, startSeconds: 0, endSeconds: 4e9, limit, signal });
}

async function readCsv(text: string, kind: Feed['kind'] = 'candle'): Promise<readonly HistoryRecord[]> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'candles.csv'), text);
  return fetchAll(new CsvProvider({ ...feed, kind }, { type: 'csv', folder }));
}

const candle = { ts: first, open: 1, high: 3, low: 0.5, close: 2, volume: 10, meta: '{}' };

describe('CSV history', () => {
  it.each([
    ['usual names', 'timestamp,open,high,low,close,volume\n2022-01-03 00:00:00,1,3,0.5,2,10\n'],
    [
      'any case, quotes, a byte order mark',
      '\uFEFF"Date","Open","High","Low","Close","Volume"\r\n2022-01-03,1,3,0.5,2,10\r\n',
    ],
    ['an unnamed index and semicolons', ';Open;High;Low;Close;Volume\n2022-01-03T00:00:00Z;1;3;0.5;2;10\n'],
    ['short names and milliseconds', `ts,o,h,l,c,v\n${first}000,1,3,0.5,2,10\n`],
    ['seconds, tabs, another order', `volume\tclose\tlow\thigh\topen\ttime\n10\t2\t0.5\t3\t1\t${first}\n`],
    [
      'an offset and a fraction',
      'open time,open,high,low,close,volume\n2022-01-03 02:00:00.123+02:00,1,3,0.5,2,10\n',
    ],
  ])('recognises %s', async (_what, text) => {
    expect(await readCsv(text)).toEqual([candle]);
  });

  it('takes empty and NaN cells for null, and keeps other columns in meta', async () => {
    const [record] = await readCsv('timestamp,open,high,low,close,trades,venue\n2022-01-03,1,3,nan,,7,x\n');
    expect(record).toEqual({
      ...candle,
      low: null,
      close: null,
      volume: null,
      meta: '{"trades":7,"venue":"x"}',
    });
  });

  it('puts the price of a tick into meta', async () => {
    const [record] = await readCsv('timestamp,price\n2022-01-03,41.5\n', 'tick');
    expect(record).toEqual({
      ts: first,
      open: null,
      high: null,
      low: null,
      close: null,
      volume: null,
      meta: '{"price":41.5}',
    });
  });

  it('sorts, lets the later row and file win, and pages by time', async () => {
    const folder = await temporaryFolder();
    const header = 'timestamp,open,high,low,close,volume\n';
    const row = (offset: number, close: number): string => `${first + offset},1,1,1,${close},1\n`;
    await writeFile(join(folder, 'a.csv'), header + row(120, 1) + row(0, 2) + row(0, 3) + row(60, 4));
    await writeFile(join(folder, 'b.csv'), header + row(60, 5));
    await writeFile(join(folder, 'notes.txt'), 'not a candle');
    const provider = new CsvProvider(feed, { type: 'csv', folder });
    const page = (from: number, end: number, limit: number): Promise<unknown> =>
      provider
        .fetchPage({ feed, startSeconds: first + from, endSeconds: first + end, limit, signal })
        .then((records) => records.map(({ ts, close }) => [ts - first, close]));
    expect(await page(0, 1000, 2)).toEqual([
      [0, 3],
      [60, 5],
    ]);
    expect(await page(61, 1000, 2)).toEqual([[120, 1]]);
    expect(await page(0, 60, 10)).toEqual([[0, 3]]);
    expect(await page(121, 1000, 10)).toEqual([]);

    const only = new CsvProvider(feed, { type: 'csv', folder, files: ['b.csv'] });
    expect(await fetchAll(only)).toHaveLength(1);
  });

  it('gives the same however little it may hold at once', async () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 9 })), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        async (drawn, held, limit) => {
          const folder = await temporaryFolder();
          const lines = drawn.map(([offset, close]) => `${first + offset},1,1,1,${close}`);
          await writeFile(join(folder, 'a.csv'), `ts,open,high,low,close\n${lines.join('\n')}\n`);
          const provider = new CsvProvider(feed, { type: 'csv', folder }, held);
          const end = first + 50;
          const found: [number, number | null][] = [];
          for (let from = first + 5; ;) {
            const page = await provider.fetchPage({
              feed,
              startSeconds: from,
              endSeconds: end,
              limit,
              signal,
            });
            found.push(...page.map(({ ts, close }): [number, number | null] => [ts - first, close]));
            expect(page.length).toBeLessThanOrEqual(limit);
            const last = page.at(-1);
            if (last === undefined) break;
            from = last.ts + 1;
          }
          const model = [...new Map(drawn)].filter(([offset]) => offset >= 5 && offset < 50);
          expect(found).toEqual(model.sort(([left], [right]) => left - right));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads a file again when it has changed', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'a.csv');
    await writeFile(file, `ts,open,high,low,close\n${first},1,1,1,1\n`);
    const provider = new CsvProvider(feed, { type: 'csv', folder });
    expect((await fetchAll(provider))[0]?.close).toBe(1);
    await writeFile(file, `ts,open,high,low,close\n${first},1,1,1,2\n`);
    await utimes(file, 5, 5);
    expect((await fetchAll(provider))[0]?.close).toBe(2);
  });

  it('D4 refuses files that change while they are read', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'a.csv');
    const rows = Array.from({ length: 20_000 }, (_, at) => `${first + at},1,1,1,1`).join('\n');
    await writeFile(file, `ts,open,high,low,close\n${rows}\n`);
    const growing = setInterval(() => appendFileSync(file, `${first},1,1,1,1\n`), 0);
    onTestFinished(() => clearInterval(growing));
    await expect(fetchAll(new CsvProvider(feed, { type: 'csv', folder }))).rejects.toThrow(
      /changed while they were read/,
    );
  });

  it.each([
    ['a missing column', 'timestamp,open,high,low\n2022-01-03,1,2,3\n', /no column for close/],
    ['no time', 'x,open,high,low,close\n1,1,2,3,4\n', /no column for timestamp/],
    [
      'a word for a price',
      'timestamp,open,high,low,close\n\n2022-01-03,1,2,3,dear\n',
      /candles\.csv, line 3: "dear" is not a number/,
    ],
    [
      'a date that is none',
      'timestamp,open,high,low,close\n2022-01-03,1,2,3,4\n2022-02-30,1,2,3,4\n',
      /candles\.csv, line 3: Cannot parse date/,
    ],
    [
      'a short row',
      'timestamp,open,high,low,close\n2022-01-03,1,2,3,4\n2022-01-04,1,2\n',
      /candles\.csv, line 3: .*Length/,
    ],
    [
      'a quotation that does not end',
      'timestamp,open,high,low,close\n2022-01-03,1,2,3,4\n2022-01-04,"1,2,3,4\n',
      /candles\.csv, line \d: .*[Qq]uot/,
    ],
    ['an empty file', '', /is empty/],
  ])('D4 refuses %s, naming file and line', async (_what, text, message) => {
    await expect(readCsv(text)).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a folder that is missing or empty, or lacks a named file', async () => {
    const folder = await temporaryFolder();
    const fetchOf = (config: { folder: string; files?: string[] }): Promise<unknown> =>
      fetchAll(new CsvProvider(feed, { type: 'csv', ...config }));
    await expect(fetchOf({ folder: join(folder, 'none') })).rejects.toMatchObject({ code: 'DATA_MISSING' });
    await expect(fetchOf({ folder })).rejects.toThrow(/no CSV file/);
    await expect(fetchOf({ folder, files: ['a.csv'] })).rejects.toThrow(/no a\.csv/);
  });

  const realFolder = resolve(import.meta.dirname, '../../../shared/data');
  const realFile = 'btc-perp-20211231-20220201_1m.csv';
  it.skipIf(!existsSync(join(realFolder, realFile)))('reads a real month of minutes', async () => {
    const provider = new CsvProvider(feed, { type: 'csv', folder: realFolder, files: [realFile] });
    const page = await provider.fetchPage({
      feed,
      startSeconds: first,
      endSeconds: first + 86_400,
      limit: 1e6,
      signal,
    });
    expect(page).toHaveLength(1440);
    expect(page[0]?.ts).toBe(first);
    expect(page.every(({ low, high }) => Number(low) > 0 && Number(high) >= Number(low))).toBe(true);
  });
});

describe('parseCsvTime', () => {
  it('reads every unit of a count, and ISO text, to the same second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e9, max: 4e9 }), (seconds) => {
        const iso = new Date(seconds * 1000).toISOString();
        const forms = [
          `${seconds}`,
          `${seconds}.75`,
          `${seconds}000`,
          `${seconds}000000`,
          `${seconds}000000000`,
          iso,
          iso.slice(0, 19),
          iso.slice(0, 19).replace('T', ' '),
          `${iso.slice(0, 19).replace('T', ' ')} UTC`,
          `${iso.slice(0, 19)}.000000+00:00`,
        ];
        expect(forms.map(parseCsvTime)).toEqual(forms.map(() => seconds));
      }),
    );
  });
});
