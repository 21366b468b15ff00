import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Feed } from '../../../src-core/feed/feed.ts';
import type { IndexEntry } from '../../../src-core/feed/index-entry.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { CandleCache } from '../../services/cache/candle-cache.ts';
import { FakeCoordinator } from '../../services/coordinator/testing/fake-coordinator.ts';
import { resolveHome, type Home } from '../../services/home/home.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { runDataBudget } from './data-budget.ts';
import { runDataImport } from './data-import.ts';
import { requireOnline, runDataOffline } from './data-offline.ts';
import { runDataPull } from './data-pull.ts';
import { runDataQuarantine } from './data-quarantine.ts';
import { runDataResample } from './data-resample.ts';
import { runDataVerify } from './data-verify.ts';
import { documentOf, outputOf, RecordedIo } from './testing/recorded-io.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const name = 'binance/BTCUSDT/candle/1m';
const day = '2022-01-03';
const spawner = new ForkedNodeSpawner(process.env);

function newHome(): Home {
  return resolveHome(join(temporaryFolder(), 'home'), {});
}

/** A coordinator with one day of so many minutes. */
async function startCoordinator(count: number): Promise<string> {
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  const root = temporaryFolder();
  const path = await writeDayFile({ root, feed, day, candles: minuteCandles(day, count) });
  const { length } = await readFile(path);
  const entry: IndexEntry = { path: `${name}/${day}.parquet`, records: count, size_bytes: length, date: day };
  coordinator.serve(root, [entry]);
  return coordinator.url;
}

function pullFrom(home: Home, coordinator: string): Promise<string> {
  const range = { from: day, to: day, refresh: false };
  return outputOf((io) => runDataPull({ home, spawner, coordinator, feed: name, ...range }, io));
}

describe('data quarantine', () => {
  it('D22 lists, fetches again and deletes', async () => {
    const home = newHome();
    const coordinator = await startCoordinator(10);
    await pullFrom(home, coordinator);
    const options = { home, spawner, coordinator };
    expect(await outputOf((io) => runDataQuarantine({ ...options, act: 'list' }, io))).toBe(
      'There is no damaged file in quarantine.\n',
    );
    await writeFile(join(home.cache, name, `${day}.parquet`), 'torn');
    const verify = outputOf((io) => runDataVerify({ home, spawner, quarantine: true }, io));
    await expect(verify).rejects.toMatchObject({ code: 'DATA_CORRUPT' });
    expect(await documentOf((io) => runDataQuarantine({ ...options, act: 'list' }, io))).toMatchObject({
      files: [{ feed: name, day, size_bytes: 4, source: coordinator }],
    });
    const other = { ...options, feed: 'binance/ETHUSDT/candle/1m' };
    expect(await outputOf((io) => runDataQuarantine({ ...other, act: 'delete' }, io))).toContain('0 files');
    expect(await outputOf((io) => runDataQuarantine({ ...options, act: 'refetch' }, io))).toMatch(
      /^Fetched 1 day again/,
    );
    expect(await documentOf((io) => runDataQuarantine({ ...options, act: 'list' }, io))).toMatchObject({
      files: [],
    });
  });
});

describe('data quarantine of days that came from no coordinator', () => {
  /** A home with one day that was brought in by a command and then damaged. */
  async function damagedHome(path: string, bring: (home: Home) => Promise<unknown>): Promise<Home> {
    const home = newHome();
    await bring(home);
    await writeFile(join(home.cache, path), 'torn');
    const verify = outputOf((io) => runDataVerify({ home, spawner, quarantine: true }, io));
    await expect(verify).rejects.toMatchObject({ code: 'DATA_CORRUPT' });
    return home;
  }

  async function importMinutes(home: Home): Promise<string> {
    const file = join(home.root, 'own.csv');
    await mkdir(home.root, { recursive: true });
    await writeFile(file, `time,close\n${day}T00:00Z,1\n${day}T00:01Z,2\n`);
    const words = { feed: name, skipBadRows: false, dryRun: false, options: {} };
    await outputOf((io) => runDataImport({ home, spawner, file, ...words }, io));
    return file;
  }

  it('D22 fetches nothing, and names the file to import again', async () => {
    const coordinator = await startCoordinator(10);
    const home = await damagedHome(`${name}/${day}.parquet`, importMinutes);
    const file = join(home.root, 'own.csv');
    const options = { home, spawner, coordinator };
    const io = new RecordedIo(true);
    await expect(runDataQuarantine({ ...options, act: 'refetch' }, io)).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: `${name}/${day}: It was imported from ${file}, so no coordinator was asked for it. Import that file again.`,
    });
    expect(JSON.parse(io.text)).toMatchObject({ fetched: [], bytes: 0 });
    expect(await documentOf((to) => runDataQuarantine({ ...options, act: 'list' }, to))).toMatchObject({
      files: [{ origin: 'import', source: file }],
    });
    expect(await new CandleCache(home.cache).cachedDays(feed)).toEqual([]);
  });

  it('D22 names the feed to resample again', async () => {
    const coordinator = await startCoordinator(10);
    const home = await damagedHome(`binance/BTCUSDT/candle/5m/${day}.parquet`, async (made) => {
      await importMinutes(made);
      const words = { feed: name, granularity: '5m', replace: false };
      await outputOf((io) => runDataResample({ home: made, spawner, ...words }, io));
    });
    const refetch = outputOf((io) => runDataQuarantine({ home, spawner, coordinator, act: 'refetch' }, io));
    await expect(refetch).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining(`It was made of ${name}, so no coordinator was asked for it.`),
    });
  });

  it('D22 asks the coordinator where an earlier version noted no origin', async () => {
    const coordinator = await startCoordinator(10);
    const home = newHome();
    const path = join(home.quarantine, name, `${day}.parquet.2022-01-05.abc`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'torn');
    const noted = { reason: 'torn', found_at: '2022-01-05T00:00:00Z', source: null };
    await writeFile(`${path}.reason.json`, JSON.stringify(noted));
    const options = { home, spawner, coordinator, act: 'refetch' } as const;
    expect(await outputOf((io) => runDataQuarantine(options, io))).toMatch(/^Fetched 1 day again/);
  });
});

describe('data pull', () => {
  it('D19 says which days another coordinator has differently', async () => {
    const home = newHome();
    await pullFrom(home, await startCoordinator(10));
    expect(await pullFrom(home, await startCoordinator(20))).toContain(
      `1 day differs from what another coordinator gave; both are kept: ${day}.`,
    );
  });
});

describe('data offline', () => {
  it('D32 refuses to connect until it is switched off again', async () => {
    const home = newHome();
    const set = (state?: string): Promise<string> =>
      outputOf((io) => runDataOffline(state === undefined ? { home } : { home, state }, io));
    expect(await set()).toContain('when it is asked to');
    await requireOnline(home, {});
    await expect(requireOnline(home, { HINDCAST_OFFLINE: '1' })).rejects.toMatchObject({
      code: 'COORDINATOR_UNREACHABLE',
    });
    expect(await set('on')).toContain('stays offline');
    await expect(requireOnline(home, {})).rejects.toMatchObject({
      code: 'COORDINATOR_UNREACHABLE',
      message: expect.stringContaining('hindcast data offline off'),
    });
    await expect(set('maybe')).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await set('off');
    await requireOnline(home, {});
  });
});

describe('data budget', () => {
  async function addOldDay(home: Home, of: string, bytes: number): Promise<void> {
    const path = new CandleCache(home.cache).pathOf(feed, of);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.alloc(bytes));
    await utimes(path, 1_000_000, 1_000_000);
  }

  it('D31 tries and sets a size, and what is beyond it goes with the next pull', async () => {
    const home = newHome();
    await addOldDay(home, '2021-01-01', 700_000);
    await addOldDay(home, '2021-01-02', 700_000);
    const options = { home, spawner, dryRun: true };
    const show = (change: { size?: string; dryRun?: boolean }): Promise<string> =>
      outputOf((io) => runDataBudget({ ...options, ...change }, io));
    expect(await show({})).toContain('With no budget; candles take 1.4 MB');
    expect(await show({ size: '1M' })).toContain(`${name}: 1 day between 2021-01-01 and 2021-01-01`);
    await expect(show({ size: 'lots' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await documentOf((io) => runDataBudget(options, io))).toMatchObject({
      budget_mb: null,
      evict: [],
    });
    await show({ size: '1M', dryRun: false });
    await pullFrom(home, await startCoordinator(10));
    expect(await new CandleCache(home.cache).cachedDays(feed)).toEqual(['2021-01-02', day]);
    expect(await show({ size: 'none', dryRun: false })).toContain('There is no budget');
  });
});
