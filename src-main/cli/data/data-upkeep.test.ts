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
import { requireOnline, runDataOffline } from './data-offline.ts';
import { runDataPull } from './data-pull.ts';
import { runDataQuarantine } from './data-quarantine.ts';
import { runDataVerify } from './data-verify.ts';
import { documentOf, outputOf } from './testing/recorded-io.ts';

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
