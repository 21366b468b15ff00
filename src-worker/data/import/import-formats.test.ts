import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ImportOptions, ImportPreview } from '../../../src-core/data/candle-import.ts';
import { dayStart } from '../../../src-core/time/utc.ts';
import { minuteCandles, writeDayFile, writeParquet } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { previewImport } from './preview-import.ts';

const midnight = dayStart('2022-01-03');
const at = (seconds: number, prices: readonly (number | null)[]): object => {
  const [open = null, high = null, low = null, close = null, volume = null] = prices;
  return { time: midnight + seconds, open, high, low, close, volume };
};
/** Two candles that could be of any exchange. */
const first = [10.5, 12, 10, 11.25, 100];
const second = [11.25, 11.5, 9.5, 9.75, 50];

const preview = (path: string, options: ImportOptions = {}): Promise<ImportPreview> =>
  previewImport({ path, scratch: temporaryFolder(), options });

async function previewText(content: string | Buffer, options: ImportOptions = {}): Promise<ImportPreview> {
  const path = join(temporaryFolder(), 'candles.csv');
  await writeFile(path, content);
  return preview(path, options);
}

const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;
const klines = (scale: number): string =>
  lines(
    `${midnight * scale},10.5,12,10,11.25,100,${(midnight + 60) * scale - 1},1125,7,50,562,0`,
    `${(midnight + 60) * scale},11.25,11.5,9.5,9.75,50,${(midnight + 120) * scale - 1},500,9,25,250,0`,
  );

describe('CSV files', () => {
  it.each([
    ['binance', 'Binance, milliseconds', klines(1e3)],
    ['binance', 'Binance, microseconds since 2025', klines(1e6)],
    [
      'binance',
      'Binance, with header',
      `open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n${klines(1e3)}`,
    ],
    [
      'coinbase',
      'Coinbase',
      lines(
        'time,low,high,open,close,volume',
        `${midnight},10,12,10.5,11.25,100`,
        `${midnight + 60},9.5,11.5,11.25,9.75,50`,
      ),
    ],
    [
      'coinbase',
      'Coinbase without header, newest first',
      lines(`${midnight + 60},9.5,11.5,11.25,9.75,50`, `${midnight},10,12,10.5,11.25,100`),
    ],
    [
      'kraken',
      'Kraken',
      lines(`${midnight},10.5,12,10,11.25,100,7`, `${midnight + 60},11.25,11.5,9.5,9.75,50,9`),
    ],
    [
      'cryptodatadownload',
      'CryptoDataDownload of Bitstamp, newest first',
      lines(
        'https://www.CryptoDataDownload.com',
        'unix,date,symbol,open,high,low,close,Volume BTC,Volume USD',
        `${midnight + 60},2022-01-03 00:01:00,BTC/USD,11.25,11.5,9.5,9.75,50,500`,
        `${midnight},2022-01-03 00:00:00,BTC/USD,10.5,12,10,11.25,100,1125`,
      ),
    ],
    [
      'tradingview',
      'TradingView',
      lines(
        'time,open,high,low,close,Volume',
        '2022-01-03T01:00:00+01:00,10.5,12,10,11.25,100',
        '2022-01-03T01:01:00+01:00,11.25,11.5,9.5,9.75,50',
      ),
    ],
    [
      'metatrader',
      'MetaTrader 5',
      lines(
        '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>',
        '2022.01.03\t00:00:00\t10.5\t12\t10\t11.25\t100\t0\t2',
        '2022.01.03\t00:01:00\t11.25\t11.5\t9.5\t9.75\t50\t0\t2',
      ).replaceAll('\n', '\r\n'),
    ],
    [
      'metatrader',
      'MetaTrader 4',
      lines('2022.01.03,00:00,10.5,12,10,11.25,100', '2022.01.03,00:01,11.25,11.5,9.5,9.75,50'),
    ],
    [
      'dukascopy',
      'Dukascopy',
      lines(
        'Gmt time,Open,High,Low,Close,Volume',
        '03.01.2022 00:00:00.000,10.5,12,10,11.25,100',
        '03.01.2022 00:01:00.000,11.25,11.5,9.5,9.75,50',
      ),
    ],
    [
      'dukascopy',
      'Dukascopy in local time',
      lines(
        'Local time,Open,High,Low,Close,Volume',
        '03.01.2022 01:00:00.000 GMT+0100,10.5,12,10,11.25,100',
        '03.01.2022 01:01:00.000 GMT+0100,11.25,11.5,9.5,9.75,50',
      ),
    ],
    [
      'csv',
      'one with a byte order mark, semicolons, decimal commas and quotes',
      `\ufeff${lines(
        'sep=;',
        '"Date";Open;High;Low;Close;Vol',
        '"2022-01-03 00:00";10,5;12;10;"11,25";100',
        '2022-01-03 00:01;11,25;11,5;9,5;9,75;50',
      )}`,
    ],
    [
      'csv',
      'one of semicolons without header',
      `\ufeff${lines('2022-01-03 00:00;10,5;12,0;10,0;11,25;100,0', '2022-01-03 00:01;11,25;11,5;9,5;9,75;50,0')}`,
    ],
    [
      'csv',
      'one with pipes, a date and an hour, in AM and PM',
      lines(
        '# made by hand',
        'date|time|o|h|l|c|v',
        '2022-01-03|12:00 AM|10.5|12|10|11.25|100',
        '2022-01-03|12:01 AM|11.25|11.5|9.5|9.75|50',
      ),
      { columns: { time: ['date', 'time'] } },
    ],
  ] as const)(
    'D27 of the form %s are recognised: %s',
    async (format, _what, text, options?: ImportOptions) => {
      const found = await previewText(text, options);
      expect(found.problem).toBeNull();
      expect(found.rows).toEqual([at(0, first), at(60, second)]);
      expect(found).toMatchObject({
        format,
        badRows: 0,
        stepSeconds: 60,
        days: [{ day: '2022-01-03', rows: 2 }],
      });
    },
  );

  it('D27 may lack a header, have blank lines and end lines in any way', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const rows = [
        '',
        '2022-01-03T00:00:00Z,10.5,12,10,11.25,100',
        '',
        '2022-01-03T00:01:00Z,11.25,11.5,9.5,9.75,50',
        '',
      ];
      const found = await previewText(rows.join(end));
      expect(found).toMatchObject({ hasHeader: false, badRows: 0, rows: [at(0, first), at(60, second)] });
    }
  });

  it('D27 of Yahoo are recognised, and rows without prices named', async () => {
    const text = lines(
      'Date,Open,High,Low,Close,Adj Close,Volume',
      '2022-01-03,10.5,12,10,11.25,11,100',
      '2022-01-04,null,null,null,null,null,null',
      '2022-01-05,11.25,11.5,9.5,9.75,9.5,50',
    );
    expect(await previewText(text)).toMatchObject({
      format: 'yahoo',
      rowsRead: 3,
      badRowExamples: [{ row: 2, problem: 'open is "null", not a number' }],
      rows: [at(0, first), at(2 * 86_400, second)],
    });
  });

  it('D27 take columns, delimiter, time format and decimal comma as they are given', async () => {
    const text = lines('01/03/2022;00:00;1,250;x', '01/03/2022;00:01;1,125;y');
    const found = await previewText(text, {
      delimiter: ';',
      columns: { time: ['1', '2'], close: ['3'], volume: [] },
      timeFormat: '%m/%d/%Y %H:%M',
      decimalComma: true,
    });
    expect(found.problem).toBeNull();
    expect(found.rows).toEqual([
      at(0, [null, null, null, 1.25]),
      at(60, [null, null, null, 1.125]),
    ] as unknown[]);
    expect(found.columns).toEqual({ time: '1 + 2', close: '3' });
  });

  it('D27 name every line and row that cannot be read by its place in the file, and guess none', async () => {
    const text = lines(
      'time,open,high,low,close,volume',
      '2022-01-03T00:00:00Z,1,1,1,1,1',
      '2022-01-03T00:01:00Z,1,1',
      '01/02/2022,1,1,1,1,1',
      '2022-01-03T00:03:00Z,1,1,1,1,1,1',
      '2022-13-03,1,1,1,1,1',
      '2022-01-03T00:05:00Z,1,1,1,"1,000",1',
      '2022-01-03 13:00 PM,1,1,1,1,1',
    );
    const { badRows, badRowExamples, rowsRead } = await previewText(text);
    expect({ rowsRead, badRows }).toEqual({ rowsRead: 7, badRows: 6 });
    expect(badRowExamples).toEqual([
      { row: 2, problem: 'it has 3 fields instead of 6' },
      { row: 3, problem: 'the time "01/02/2022" cannot be read' },
      { row: 4, problem: 'it has 7 fields instead of 6' },
      { row: 5, problem: 'the time "2022-13-03" cannot be read' },
      { row: 6, problem: 'close is "1,000", not a number' },
      { row: 7, problem: 'the time "2022-01-03 13:00 PM" cannot be read' },
    ]);
  });

  it('D27 without header whose columns cannot be told apart have to be explained', async () => {
    const flat = await previewText(lines(`${midnight},1,1,1,1,5`, `${midnight + 60},1,1,1,1,5`));
    expect(flat).toMatchObject({
      rows: [],
      problem: { code: 'BAD_INPUT', message: expect.stringContaining('--column time=1 --column close=5') },
      fileColumns: [{ name: '1', values: [String(midnight), String(midnight + 60)] }, {}, {}, {}, {}, {}],
    });
    const explained = await previewText(lines(`${midnight},1,1,1,1,5`), {
      columns: { time: ['1'], close: ['5'], volume: ['6'] },
    });
    expect(explained.rows).toEqual([at(0, [null, null, null, 1, 5])]);
  });

  it('D27 refuse columns and zones that there are none of', async () => {
    const text = lines('time,close', '2022-01-03,1');
    const messageOf = async (options: ImportOptions) => (await previewText(text, options)).problem?.message;
    expect(await messageOf({ columns: { close: ['Last'] } })).toBe(
      'candles.csv has no column "Last"; its columns are ["time","close"].',
    );
    expect(await messageOf({ timeZone: 'Europe/Zuerich' })).toContain(
      'There is no time zone "Europe/Zuerich"',
    );
    expect(await messageOf({ columns: { close: ['close', 'time'] } })).toContain(
      'Only the time may have two columns',
    );
  });
});

describe('time zones', () => {
  const local = (text: string): string =>
    lines('time,close', ...text.split(',').map((time, index) => `${time},${index + 1}`));

  it('D27 give the moments that wall clocks showed, and name what they never showed or showed twice', async () => {
    const found = await previewText(
      local(
        '2022-03-27 01:59,2022-03-27 02:30,2022-03-27 03:00,2022-10-30 01:59,2022-10-30 02:30,2022-10-30 03:00,2022-07-01 00:00Z',
      ),
      { timeZone: 'Europe/Zurich' },
    );
    expect(found.rows.map(({ time }) => new Date(time * 1000).toISOString().slice(0, 16))).toEqual([
      '2022-03-27T00:59',
      '2022-03-27T01:00',
      '2022-07-01T00:00',
      '2022-10-29T23:59',
      '2022-10-30T02:00',
    ]);
    expect(found.badRowExamples).toEqual([
      {
        row: 2,
        problem:
          'the time "2022-03-27 02:30" does not exist in Europe/Zurich: the clocks were put forward over it',
      },
      {
        row: 5,
        problem: 'the time "2022-10-30 02:30" was shown twice in Europe/Zurich: the clocks were put back',
      },
    ]);
  });

  it('D27 leave counts and times with an offset alone', async () => {
    const found = await previewText(local(`${midnight},2022-01-03T05:31:00+05:30`), {
      timeZone: 'Asia/Tokyo',
    });
    expect(found.rows.map(({ time }) => time - midnight)).toEqual([0, 60]);
  });
});

/** A ZIP archive of some files, deflated. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(content), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    entry.write(name, 46);
    locals.push(local, packed);
    directory.push(entry);
    offset += local.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

describe('archives', () => {
  it('D27 of one file are read, whatever its name', async () => {
    const found = await previewText(zipOf({ '../../BTCUSDT-1m-2022-01.csv': klines(1e3) }));
    expect(found).toMatchObject({ format: 'binance', rows: [at(0, first), at(60, second)] });
    expect(await previewText(gzipSync(klines(1e3)))).toMatchObject({ format: 'binance', rowsRead: 2 });
  });

  it.each([
    ['hold several files', zipOf({ a: 'x', b: 'y' }), /holds 2 files; one is needed/],
    ['hold none', zipOf({}), /holds 0 files|directory/],
    ['are torn', zipOf({ a: klines(1e3) }).subarray(0, 100), /cannot be unpacked/],
    [
      'are damaged',
      (() => {
        const whole = zipOf({ a: klines(1e3) });
        whole.writeUInt32LE(1, whole.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 16);
        return whole;
      })(),
      /checksum is wrong/,
    ],
  ])('D27 are refused when they %s', async (_what, content, message) => {
    await expect(previewText(content)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message),
    });
  });
});

describe('freqtrade', () => {
  it('D27 is read from JSON, with bad elements named', async () => {
    const rows = [
      [midnight * 1000, ...first],
      [(midnight + 60) * 1000, ...second],
      ['soon', 1, 1, 1, 1, 1],
    ];
    expect(await previewText(JSON.stringify(rows))).toMatchObject({
      format: 'freqtrade',
      rows: [at(0, first), at(60, second)],
      badRowExamples: [{ row: 3, problem: 'the time "soon" cannot be read' }],
    });
    await expect(previewText('[{"a": 1}]')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(previewText('[[1, 2')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('D27 says what to do with Feather files', async () => {
    await expect(previewText('ARROW1\0\0')).rejects.toMatchObject({
      message: expect.stringContaining('freqtrade convert-data --format-from feather --format-to parquet'),
    });
  });
});

describe('Parquet files', () => {
  it.each([
    ['seconds', `TIMESTAMP_S '2022-01-03 00:00:00' AS "t"`, ['t']],
    ['milliseconds', `TIMESTAMP_MS '2022-01-03 00:00:00' AS "t"`, ['t']],
    ['microseconds', `TIMESTAMP '2022-01-03 00:00:00' AS "t"`, ['t']],
    ['nanoseconds', `TIMESTAMP_NS '2022-01-03 00:00:00' AS "t"`, ['t']],
    ['a zone', `make_timestamptz(${midnight}000000) AS "t"`, ['t']],
    ['a date and an hour', `DATE '2022-01-03' AS "day", 0::TINYINT AS "hr"`, ['day', 'hr']],
    ['a date and a time', `DATE '2022-01-03' AS "day", TIME '00:00:00' AS "clock"`, ['day', 'clock']],
    ['a count of seconds', `${midnight}::INTEGER AS "t"`, ['t']],
    ['a count of nanoseconds', `${midnight}000000000::BIGINT AS "t"`, ['t']],
  ])('D28 with times of %s and columns of any name and type are read', async (_what, time, columns) => {
    const path = join(temporaryFolder(), 'candles.parquet');
    await writeParquet(
      path,
      `SELECT ${time}, 2.5::DECIMAL(9,2) AS "Last Px", 1.5::FLOAT AS "Qty", 2::SMALLINT AS "Open Px"`,
    );
    const found = await preview(path, {
      columns: { time: columns, close: ['Last Px'], volume: ['Qty'], open: ['Open Px'] },
    });
    expect(found.problem).toBeNull();
    expect(found.rows).toEqual([at(0, [2, null, null, 2.5, 1.5])]);
  });

  it('D28 have times without a zone put into the one that is given', async () => {
    const path = join(temporaryFolder(), 'candles.parquet');
    await writeParquet(path, "SELECT TIMESTAMP '2022-01-03 01:00:00' AS date, 1.0 AS close");
    expect((await preview(path, { timeZone: 'Europe/Zurich' })).rows).toMatchObject([
      at(0, [null, null, null, 1]),
    ]);
  });

  it('D28 of the cache are known, with their feed', async () => {
    const feed = { source: 'own', subject: 'BTC', kind: 'candle', granularity: '1m' } as const;
    const path = await writeDayFile({
      root: temporaryFolder(),
      feed,
      day: '2022-01-03',
      candles: minuteCandles('2022-01-03', 3),
    });
    expect(await preview(path)).toMatchObject({ format: 'hindcast', feed, rowsRead: 3, stepSeconds: 60 });
  });
});
