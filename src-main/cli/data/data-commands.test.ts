import { readFile, writeFile } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { FakeCoordinator } from '../../services/coordinator/testing/fake-coordinator.ts';
import { resolveHome, type Home } from '../../services/home/home.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { runDataImport } from './data-import.ts';
import { runDataList } from './data-list.ts';
import { runDataPull } from './data-pull.ts';
import { runDataVerify } from './data-verify.ts';
import { documentOf, outputOf, RecordedIo } from './testing/recorded-io.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const name = 'binance/BTCUSDT/candle/1m';
const spawner = new ForkedNodeSpawner(process.env);

function newHome(): Home {
  return resolveHome(join(temporaryFolder(), 'home'), {});
}

/** A coordinator with two days, the second one short. */
async function twoDays(): Promise<FakeCoordinator> {
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  const root = temporaryFolder();
  const entries = [];
  for (const [day, count] of [['2022-01-03', 1440] as const, ['2022-01-05', 100] as const]) {
    const { length } = await readFile(
      await writeDayFile({ root, feed, day, candles: minuteCandles(day, count) }),
    );
    entries.push({ path: `${name}/${day}.parquet`, records: count, size_bytes: length, date: day });
  }
  coordinator.serve(root, entries);
  return coordinator;
}

describe('data pull, list and verify', () => {
  it('show in plain words and as JSON what came and how full it is', async () => {
    const coordinator = await twoDays();
    const home = newHome();
    const options = {
      home,
      spawner,
      coordinator: coordinator.url,
      feed: name,
      from: '2022-01-03',
      to: '2022-01-05',
      refresh: false,
    };
    const io = new RecordedIo();
    await runDataPull(options, io);
    expect(io.text).toMatch(
      /^Fetched 2 days of binance\/BTCUSDT\/candle\/1m \([\d.]+ kB\); 0 were here already\.\nThe coordinator has no file for 1 day of the range: 2022-01-04\.\n$/,
    );
    const last = io.updates.at(-1);
    expect(last).toMatchObject({ unit: 'bytes', done: last?.total });
    expect(last?.label).toContain(`pulling ${name} (2 of 2 days`);
    expect(await documentOf((to) => runDataPull(options, to))).toEqual({
      coordinator: coordinator.url,
      feed: name,
      first_day: '2022-01-03',
      last_day: '2022-01-05',
      downloaded: [],
      refreshed: [],
      skipped: [`${name}/2022-01-03.parquet`, `${name}/2022-01-05.parquet`],
      bytes: 0,
      missing_days: ['2022-01-04'],
      differing_days: [],
      evicted_days: 0,
    });
    expect(await outputOf((to) => runDataPull(options, to))).toContain('All 2 days of');

    const folder = join(home.cache, name);
    const size = ['2022-01-03', '2022-01-05']
      .map((day) => statSync(join(folder, `${day}.parquet`)).size)
      .reduce((sum, bytes) => sum + bytes);
    expect(await documentOf((to) => runDataList({ home, spawner }, to))).toEqual({
      home: home.root,
      size_bytes: size,
      feeds: [
        {
          feed: name,
          size_bytes: size,
          first_day: '2022-01-03',
          last_day: '2022-01-05',
          rows: 1540,
          days: [
            { day: '2022-01-03', rows: 1440, expected: 1440, state: 'present' },
            { day: '2022-01-04', rows: 0, expected: 1440, state: 'absent' },
            { day: '2022-01-05', rows: 100, expected: 1440, state: 'partial' },
          ],
        },
      ],
    });
    expect(await outputOf((to) => runDataList({ home, spawner, feed: name }, to))).toBe(
      [
        `binance/BTCUSDT/candle/1m: 1,540 candles, ${byteSize(size)}`,
        'Days        Count  Candles  Expected  State',
        '2022-01-03      1    1,440     1,440  present',
        '2022-01-04      1        0     1,440  absent',
        '2022-01-05      1      100     1,440  partial',
        '',
      ].join('\n'),
    );

    expect(await outputOf((to) => runDataVerify({ home, spawner, quarantine: false }, to))).toBe(
      'Checked 2 files: all are good.\n',
    );
    await writeFile(join(folder, '2022-01-03.parquet'), 'torn');
    const damaged = new RecordedIo(true);
    await expect(
      runDataVerify({ home, spawner, feed: name, quarantine: true }, damaged),
    ).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining('1 of 2 candle files is damaged'),
    });
    expect(JSON.parse(damaged.text)).toMatchObject({
      checked: 2,
      damaged: [
        { path: `${name}/2022-01-03.parquet`, quarantined_as: expect.stringContaining(home.quarantine) },
      ],
    });
  });

  it('of an empty home say what to do', async () => {
    const home = newHome();
    expect(await outputOf((to) => runDataList({ home, spawner }, to))).toContain('hindcast data pull');
    await expect(outputOf((to) => runDataList({ home, spawner, feed: name }, to))).rejects.toMatchObject({
      code: 'UNKNOWN_FEED',
    });
  });

  it('refuse feeds, dates and addresses that are none before anything else', async () => {
    const home = newHome();
    const good = {
      home,
      spawner,
      coordinator: 'http://127.0.0.1:1',
      feed: name,
      from: '2022-01-03',
      to: '2022-01-05',
      refresh: false,
    };
    for (const bad of [
      { feed: 'BTC' },
      { from: 'soon' },
      { from: '2022-02-01' },
      { coordinator: 'nowhere' },
    ]) {
      await expect(outputOf((to) => runDataPull({ ...good, ...bad }, to))).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
    }
    expect(existsSync(home.root)).toBe(false);
  });
});

describe('data import', () => {
  it('tells what it took for what', async () => {
    const home = newHome();
    const file = join(temporaryFolder(), 'own.csv');
    await writeFile(file, ',Close\n2022-01-03,1\n2022-01-03,2\n2022-01-04,3\nsoon,4\n');
    const options = {
      home,
      spawner,
      file,
      feed: 'own/X/candle/1d',
      skipBadRows: true,
      dryRun: false,
      options: {},
    };
    expect(await outputOf((to) => runDataImport(options, to))).toBe(
      [
        'Imported 2 of 4 rows as own/X/candle/1d: 2 days from 2022-01-03 to 2022-01-04.',
        'Columns: time from the first column, close from "Close".',
        'Of rows with the same time the last was kept: 1 replaced.',
        'Left out: 1 row that cannot be read, the first of them row 4: the time "soon" cannot be read.',
        '',
      ].join('\n'),
    );
    expect(await documentOf((to) => runDataImport(options, to))).toMatchObject({
      rows_read: 4,
      bad_rows: 1,
      days: [{ day: '2022-01-03', imported_rows: 1, rows: 1 }, { day: '2022-01-04' }],
    });
    expect(await outputOf((to) => runDataList({ home, spawner }, to))).toContain(
      '2022-01-03 to 2022-01-04      2  1 a day         1  present',
    );
  });
});
