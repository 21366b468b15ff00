import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import type { IndexEntry } from '../../../src-core/feed/index-entry.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { DataBench } from '../../../tests/support/data-bench.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { FakeCoordinator } from '../coordinator/testing/fake-coordinator.ts';
import { atItsTurn } from '../jobs/store/job-record.ts';
import { SettingsStore } from '../settings/settings-store.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const name = feedPath(feed);
const days = ['2022-01-03', '2022-01-04'] as const;
const range = { feed, firstDay: days[0], lastDay: days[1] };

async function startCoordinator(firstPrice: number): Promise<FakeCoordinator> {
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  await offer(coordinator, firstPrice);
  return coordinator;
}

/** Serves two days whose candles depend on the price. */
async function offer(coordinator: FakeCoordinator, firstPrice: number): Promise<void> {
  const root = temporaryFolder();
  const entries: IndexEntry[] = [];
  for (const day of days) {
    // A day more expensive has a candle more, so that an index without hashes tells them apart.
    const count = 10 + firstPrice;
    const candles = minuteCandles(day, count, firstPrice);
    const { length } = await readFile(await writeDayFile({ root, feed, day, candles }));
    entries.push({ path: `${name}/${day}.parquet`, records: count, size_bytes: length, date: day });
  }
  coordinator.serve(root, entries);
}

async function benchWithDays(): Promise<{ bench: DataBench; coordinator: FakeCoordinator }> {
  const coordinator = await startCoordinator(1);
  const bench = new DataBench({ preset: { url: coordinator.url, apiKey: undefined } });
  await pull(bench);
  return { bench, coordinator };
}

async function pull(bench: DataBench, coordinatorId = 'default'): Promise<ReturnType<DataBench['activity']>> {
  const { activityId } = await bench.owner.call('data.pull', { ...range, coordinatorId });
  return bench.ended(activityId);
}

/** Damages a day and lets the check find it. */
async function damage(bench: DataBench, day: string): Promise<void> {
  await writeFile(join(bench.home.cache, name, `${day}.parquet`), 'torn');
  const { activityId } = await bench.owner.call('data.verify', { feed });
  await bench.ended(activityId);
}

/** A job that is pinned to the days as they are. */
async function pin(bench: DataBench): Promise<string> {
  const { missingDays: _, ...snapshot } = await bench.cache.pinSnapshot(
    [feed],
    range.firstDay,
    range.lastDay,
  );
  const { job } = bench.store.insertOrGet({
    jobId: 'a'.repeat(32),
    kind: 'replay',
    name: 'pinned',
    spec: {},
    outline: {
      feeds: [name],
      firstDay: range.firstDay,
      lastDay: range.lastDay,
      modelPath: null,
      modelLabel: '',
    },
    options: { checkLookahead: false },
    priority: 'normal',
    createdBy: 'ada',
    snapshot,
    modelHash: '',
    codeFiles: {},
    maxRetries: 0,
    schedule: atItsTurn,
  });
  return job.jobId;
}

describe('files in quarantine', () => {
  it('D22 are listed with day and reason, and fetched again from where they came', async () => {
    const { bench } = await benchWithDays();
    await damage(bench, days[1]);
    const list = await bench.viewer.call('cache.quarantine', {});
    expect(list).toMatchObject([
      { feed, day: days[1], sizeBytes: 4, source: expect.stringContaining('http') },
    ]);
    expect(list[0]?.reason).not.toBe('');
    const { activityId } = await bench.owner.call('cache.refetch', { ids: null });
    expect(await bench.ended(activityId)).toMatchObject({
      state: 'completed',
      title: 'Fetch a damaged day again',
      result: { downloaded: 1, days: [`${name}/${days[1]}.parquet`] },
    });
    expect(await bench.viewer.call('cache.quarantine', {})).toEqual([]);
    const shown = await bench.viewer.call('data.calendar', range);
    expect(shown.map(({ rows }) => rows)).toEqual([11, 11]);
  });

  it('D22 stay when the coordinator cannot give them, which is said', async () => {
    const { bench, coordinator } = await benchWithDays();
    await damage(bench, days[0]);
    coordinator.answerIndex([]);
    const { activityId } = await bench.owner.call('cache.refetch', { ids: null });
    expect(await bench.ended(activityId)).toMatchObject({
      state: 'failed',
      error: { code: 'UNKNOWN_FEED', message: expect.stringContaining(`${name}/${days[0]}`) },
    });
    expect(await bench.viewer.call('cache.quarantine', {})).toHaveLength(1);
  });

  it('D22 can be deleted one by one, and only those of the list', async () => {
    const { bench } = await benchWithDays();
    await damage(bench, days[0]);
    await damage(bench, days[1]);
    const [latest, first] = await bench.viewer.call('cache.quarantine', {});
    const outside = join(bench.home.root, 'settings.json');
    await writeFile(outside, '{}');
    expect(await bench.owner.call('cache.discard', { ids: ['../settings.json', first?.id ?? ''] })).toEqual({
      files: 1,
      freedBytes: 4,
    });
    await stat(outside);
    await rm(outside);
    expect(await bench.viewer.call('cache.quarantine', {})).toEqual([latest]);
    await expect(bench.owner.call('cache.refetch', { ids: ['gone'] })).rejects.toMatchObject({
      code: 'DATA_MISSING',
    });
  });
});

describe('a day that coordinators have differently', () => {
  it('D19 is marked in the calendar, with who has it differently', async () => {
    const { bench } = await benchWithDays();
    const other = await startCoordinator(5);
    const saved = { coordinatorId: null, name: 'Other', url: other.url };
    const { coordinatorId } = await bench.owner.call('coordinators.save', saved);
    expect(await pull(bench, coordinatorId)).toMatchObject({ state: 'completed', result: { downloaded: 2 } });
    const shown = await bench.viewer.call('data.calendar', range);
    expect(shown.map(({ rows, differsAt }) => ({ rows, differsAt }))).toEqual([
      { rows: 11, differsAt: [other.url] },
      { rows: 11, differsAt: [other.url] },
    ]);
  });
});

describe('the budget', () => {
  it('D31 is previewed before it is set', async () => {
    const { bench } = await benchWithDays();
    expect(await bench.viewer.call('cache.budget', {})).toMatchObject({
      budgetMb: null,
      evict: [],
      latest: null,
    });
    const { usedBytes } = await bench.viewer.call('cache.budget', {});
    expect((await bench.viewer.call('data.usage', {})).cacheBytes).toBe(usedBytes);
    const preview = await bench.viewer.call('cache.budget', { budgetMb: 1 });
    expect(preview).toMatchObject({ budgetMb: 1, evict: [], overBytes: 0, heldBytes: 0 });
    await pin(bench);
    const pinned = await bench.viewer.call('cache.budget', {});
    expect(pinned.heldBytes).toBe(pinned.usedBytes);
    expect(pinned.usedBytes).toBeGreaterThan(1000);
  });

  it('D31 is kept by a pull, which lets old days go before it brings new ones', async () => {
    const coordinator = await startCoordinator(1);
    const bench = new DataBench({ preset: { url: coordinator.url, apiKey: undefined } });
    for (const day of ['2021-01-01', '2021-01-02']) {
      const path = bench.cache.pathOf(feed, day);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, Buffer.alloc(700_000));
      await utimes(path, 1_000_000, 1_000_000);
    }
    await new SettingsStore(bench.home, bench.clock).update({ cacheBudgetMb: 1 });
    expect(await pull(bench)).toMatchObject({ state: 'completed' });
    expect(await bench.cache.cachedDays(feed)).toEqual(['2021-01-02', ...days]);
    const { latest } = await bench.viewer.call('cache.budget', {});
    expect(latest).toMatchObject({ days: 1, freedBytes: 700_000 });
  });
});

describe('days that a job is pinned to', () => {
  it('D20 are kept when a newer version comes, and named when they are gone', async () => {
    const { bench, coordinator } = await benchWithDays();
    const jobId = await pin(bench);
    expect(await bench.viewer.call('cache.standing', { jobId })).toEqual({ days: 2, gone: [], kept: [] });
    await offer(coordinator, 5);
    expect(await pull(bench)).toMatchObject({ state: 'completed', result: { downloaded: 2 } });
    const paths = days.map((day) => `${name}/${day}.parquet`);
    expect(await bench.viewer.call('cache.standing', { jobId })).toEqual({ days: 2, gone: [], kept: paths });
    await bench.owner.call('data.remove', range);
    expect(await bench.viewer.call('cache.standing', { jobId })).toMatchObject({ gone: [], kept: paths });
    await rm(join(bench.home.cache, '.versions'), { recursive: true });
    expect(await bench.viewer.call('cache.standing', { jobId })).toEqual({ days: 2, gone: paths, kept: [] });
  });
});
