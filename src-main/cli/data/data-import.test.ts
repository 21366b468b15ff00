import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { resolveHome } from '../../services/home/home.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { runDataImport, type DataImportOptions } from './data-import.ts';
import { runDataList } from './data-list.ts';
import { readImportWords } from './import-options.ts';
import { documentOf, outputOf, RecordedIo } from './testing/recorded-io.ts';

const spawner = new ForkedNodeSpawner(process.env);
const klines = [0, 1, 2]
  .map((minute) => {
    const at = (1_641_168_000 + minute * 60) * 1000;
    return `${at},10.5,12,10,11.25,100,${at + 59_999},1125,7,50,562,0\n`;
  })
  .join('');

async function optionsFor(name: string, content: string): Promise<DataImportOptions> {
  const folder = temporaryFolder();
  const file = join(folder, name);
  await writeFile(file, content);
  const home = resolveHome(join(folder, 'home'), {});
  return { home, spawner, file, skipBadRows: false, dryRun: false, options: {} };
}

describe('data import', () => {
  it('D27 shows with --dry-run how a file is understood, and writes nothing', async () => {
    const options = { ...(await optionsFor('BTCUSDT-1m-2022-01.csv', klines)), dryRun: true };
    expect(await outputOf((to) => runDataImport(options, to))).toBe(
      [
        `${options.file}: binance, 3 rows on 1 day from 2022-01-03 to 2022-01-03, UTC.`,
        'Would be filed as binance/BTCUSDT/candle/1m.',
        'Columns: time from "open_time", open from "open", high from "high", low from "low", close from "close", volume from "volume".',
        'Time                  Open  High  Low  Close  Volume',
        '2022-01-03T00:00:00Z  10.5    12   10  11.25     100',
        '2022-01-03T00:01:00Z  10.5    12   10  11.25     100',
        '2022-01-03T00:02:00Z  10.5    12   10  11.25     100',
        'Nothing was written.',
        '',
      ].join('\n'),
    );
    expect(await documentOf((to) => runDataImport(options, to))).toMatchObject({
      feed: 'binance/BTCUSDT/candle/1m',
      format: 'binance',
      rows_read: 3,
      step_seconds: 60,
      days: [{ day: '2022-01-03', rows: 3 }],
      overlap: [],
      problem: null,
    });
    expect(await outputOf((to) => runDataList(options, to))).toContain('hindcast data pull');
  });

  it('D27 files a file whose name tells what it is, and names the days that are here already', async () => {
    const options = await optionsFor('BTCUSDT-1m-2022-01.csv', klines);
    expect(await outputOf((to) => runDataImport(options, to))).toContain(
      'Imported 3 of 3 rows as binance/BTCUSDT/candle/1m',
    );
    expect(await outputOf((to) => runDataImport({ ...options, dryRun: true }, to))).toContain(
      'Here already: 1 day of it, from 2022-01-03 to 2022-01-03, to be merged with it.',
    );
  });

  it('D27 shows with --dry-run that candles are closer together than the feed says, and why that is refused', async () => {
    const options = { ...(await optionsFor('minutes.csv', klines)), feed: 'mine/BTC/candle/1h' };
    const io = new RecordedIo();
    const refusal = {
      code: 'BAD_INPUT',
      message: 'The candles are 1m apart, the feed says 1h. Import them as 1m, then resample them to 1h.',
    };
    await expect(runDataImport({ ...options, dryRun: true }, io)).rejects.toMatchObject(refusal);
    expect(io.text).toContain('Would be refused as mine/BTC/candle/1h.');
    expect(io.text).toContain('2022-01-03T00:02:00Z');
    const json = new RecordedIo(true);
    await expect(runDataImport({ ...options, dryRun: true }, json)).rejects.toMatchObject(refusal);
    expect(JSON.parse(json.text)).toMatchObject({ problem: refusal });
    await expect(runDataImport(options, new RecordedIo())).rejects.toMatchObject(refusal);
  });

  it('D27 shows with --dry-run which rows would refuse the file, or be left out', async () => {
    const text = 'time,close\n2022-01-03,1\nsoon,2\n2022-01-05,3\n';
    const options = { ...(await optionsFor('own.csv', text)), feed: 'mine/BTC/candle/1d' };
    const io = new RecordedIo();
    const refusal = {
      code: 'BAD_INPUT',
      message: expect.stringContaining('1 of the 3 rows of own.csv cannot be used (row 2: the time "soon"'),
    };
    await expect(runDataImport({ ...options, dryRun: true }, io)).rejects.toMatchObject(refusal);
    expect(io.text).toContain('Would be refused as mine/BTC/candle/1d.');
    expect(io.text).not.toContain('Left out');
    await expect(runDataImport(options, new RecordedIo())).rejects.toMatchObject(refusal);
    const skipping = { ...options, skipBadRows: true };
    const leftOut =
      'Left out: 1 row that cannot be read, the first of them row 2: the time "soon" cannot be read.';
    const shown = await outputOf((to) => runDataImport({ ...skipping, dryRun: true }, to));
    expect(shown).toContain('Would be filed as mine/BTC/candle/1d.');
    expect(shown).toContain(leftOut);
    expect(await outputOf((to) => runDataImport(skipping, to))).toContain(leftOut);
  });

  it('D27 asks for what the name of a file does not tell', async () => {
    const freqtrade = await optionsFor('BTC_USDT-1m.json', '[[1641168000000, 1, 2, 0.5, 1.5, 10]]');
    await expect(outputOf((to) => runDataImport(freqtrade, to))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('--source NAME, or say it all with --feed SOURCE/BTCUSDT/candle/1m'),
    });
    expect(await outputOf((to) => runDataImport({ ...freqtrade, source: 'okx' }, to))).toContain(
      'as okx/BTCUSDT/candle/1m',
    );
    const own = await optionsFor('own.csv', 'time,close\n2022-01-03,1\n2022-01-04,2\n');
    await expect(outputOf((to) => runDataImport(own, to))).rejects.toMatchObject({
      message: expect.stringContaining('--feed SOURCE/SUBJECT/candle/1d'),
    });
  });

  it('says what it reads, and ends when interrupted, with nothing left behind', async () => {
    const options = await optionsFor('BTCUSDT-1m-2022-01.csv', klines);
    const abort = new AbortController();
    const io = new RecordedIo();
    const importing = runDataImport({ ...options, signal: abort.signal }, io);
    expect(io.updates).toMatchObject([{ label: 'reading BTCUSDT-1m-2022-01.csv', total: null }]);
    abort.abort();
    await expect(importing).rejects.toMatchObject({ code: 'CANCELLED', message: 'Cancelled.' });
    expect(await documentOf((to) => runDataList(options, to))).toMatchObject({ feeds: [] });
  });

  it('D27 shows the columns of a file that it does not understand', async () => {
    const options = { ...(await optionsFor('own.csv', 'when,Last\n2022-01-03,1\n')), dryRun: true };
    const io = new RecordedIo();
    await expect(runDataImport(options, io)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('--column time="when"'),
    });
    expect(io.text).toContain('"when"  2022-01-03');
    const words = readImportWords({ column: ['time=when', 'close=Last'], timeZone: 'Europe/Zurich' });
    expect(await outputOf((to) => runDataImport({ ...options, options: words }, to))).toContain(
      '2022-01-02T23:00:00Z',
    );
  });
});

describe('the words of data import', () => {
  it('mean columns, delimiters and formats', () => {
    expect(
      readImportWords({
        column: ['time=Date+Time', 'close=a=b', 'volume='],
        delimiter: 'tab',
        timeFormat: '%d.%m.%Y',
        decimalComma: true,
      }),
    ).toEqual({
      columns: { time: ['Date', 'Time'], close: ['a=b'], volume: [] },
      delimiter: '\t',
      timeFormat: '%d.%m.%Y',
      decimalComma: true,
    });
    expect(readImportWords({})).toEqual({});
  });

  it.each([{ column: ['Last'] }, { column: ['price=Last'] }, { delimiter: 'space' }])(
    'are refused: %j',
    (words) => {
      expect(() => readImportWords(words)).toThrow(/names no column|no delimiter/);
    },
  );
});
