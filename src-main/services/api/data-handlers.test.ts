import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { atItsTurn } from '../jobs/store/job-record.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import type { IndexEntry } from '../../../src-core/feed/index-entry.ts';
import { noFaults } from '../../../src-core/quality/candle-faults.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { DataBench } from '../../../tests/support/data-bench.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { FakeCoordinator, filePath } from '../coordinator/testing/fake-coordinator.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const name = feedPath(feed);
const range = { feed, firstDay: '2022-01-03', lastDay: '2022-01-07' };

/** A coordinator with a full day, a half day, and one whose file is torn. */
async function startCoordinator(): Promise<{ coordinator: FakeCoordinator; sizes: number[] }> {
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  const root = temporaryFolder();
  const entries: IndexEntry[] = [];
  for (const [day, count] of [['2022-01-03', 1440] as const, ['2022-01-04', 700] as const]) {
    const { length } = await readFile(
      await writeDayFile({ root, feed, day, candles: minuteCandles(day, count) }),
    );
    entries.push({ path: `${name}/${day}.parquet`, records: count, size_bytes: length, date: day });
  }
  coordinator.serve(root, entries);
  return { coordinator, sizes: entries.map((entry) => entry.size_bytes) };
}

/** A bench whose first coordinator has the days of {@link startCoordinator}, pulled or not. */
async function benchWithCoordinator(): Promise<{
  bench: DataBench;
  coordinator: FakeCoordinator;
  sizes: number[];
}> {
  const { coordinator, sizes } = await startCoordinator();
  const bench = new DataBench({ preset: { url: coordinator.url, apiKey: undefined } });
  return { bench, coordinator, sizes };
}

async function pull(bench: DataBench): Promise<ReturnType<DataBench['activity']>> {
  const { activityId } = await bench.owner.call('data.pull', { ...range, coordinatorId: 'default' });
  return bench.ended(activityId);
}

async function states(bench: DataBench): Promise<string[]> {
  const days = await bench.viewer.call('data.calendar', range);
  return days.map(({ day, state, rows }) => `${day.slice(8)} ${state} ${rows}`);
}

describe('pulling', () => {
  it('is followed in days and bytes, and shows in feeds, calendar and usage', async () => {
    const { bench, sizes, coordinator } = await benchWithCoordinator();
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(await bench.viewer.call('data.feeds', {})).toEqual([]);
    expect(await pull(bench)).toMatchObject({
      kind: 'pull',
      title: `Pull ${name}`,
      subject: name,
      state: 'completed',
      fraction: 1,
      message: expect.stringMatching(/^2 of 2 days, \d+ of \d+ kB$/),
      result: {
        downloaded: 2,
        skipped: 0,
        bytes: total,
        missing_day_count: 3,
        missing_days: ['2022-01-05', '2022-01-06', '2022-01-07'],
      },
    });
    expect(bench.staleAreas()).toContain('data');
    expect(await bench.viewer.call('data.feeds', {})).toEqual([
      {
        feed,
        days: 2,
        firstDay: '2022-01-03',
        lastDay: '2022-01-04',
        sizeBytes: total,
        isSynthetic: false,
      },
    ]);
    const asked = bench.asked.length;
    const [first, second, third] = await bench.viewer.call('data.calendar', range);
    expect(first).toEqual({
      day: '2022-01-03',
      state: 'present',
      rows: 1440,
      expected: 1440,
      sizeBytes: sizes[0],
      verifiedAt: bench.clock.now().toISOString(),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      origin: coordinator.url,
      isAltered: false,
      pinned: false,
      differsAt: [],
      faults: noFaults(),
    });
    expect(second).toMatchObject({ state: 'partial', rows: 700 });
    expect(third).toEqual({
      day: '2022-01-05',
      state: 'absent',
      rows: 0,
      expected: 1440,
      sizeBytes: 0,
      verifiedAt: null,
      sha256: null,
      origin: null,
      isAltered: false,
      pinned: false,
      differsAt: [],
      faults: null,
    });
    expect(bench.asked.length).toBe(asked);
    const usage = await bench.viewer.call('data.usage', {});
    expect(usage.cacheBytes).toBe(total);
    expect(usage.freeBytes).toBeGreaterThan(0);
    expect(await pull(bench)).toMatchObject({ result: { downloaded: 0, skipped: 2 } });
  });

  it('fails with what is wrong, keeps what was good, and shows the day that lies in quarantine', async () => {
    const { bench, coordinator, sizes } = await benchWithCoordinator();
    coordinator.answer(filePath(`${name}/2022-01-04.parquet`), (_, response) => {
      response.end('x'.repeat(sizes[1] ?? 0));
    });
    const failed = await pull(bench);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'DATA_CORRUPT' } });
    expect(await states(bench)).toEqual([
      '03 present 1440',
      '04 damaged 0',
      '05 absent 0',
      '06 absent 0',
      '07 absent 0',
    ]);
    const { quarantineBytes } = await bench.viewer.call('data.usage', {});
    expect(quarantineBytes).toBeGreaterThanOrEqual(sizes[1] ?? 0);
    const removed = await bench.owner.call('data.remove', { ...range, firstDay: '2022-01-04' });
    expect(removed.removedDays).toEqual(['2022-01-04']);
    expect((await states(bench))[1]).toBe('04 absent 0');
    expect((await bench.viewer.call('data.usage', {})).quarantineBytes).toBe(0);
  });

  it('is cancelled, and what waits for its turn is cancelled before that', async () => {
    const { bench, coordinator, sizes } = await benchWithCoordinator();
    const asked = Promise.withResolvers<void>();
    coordinator.answer(filePath(`${name}/2022-01-04.parquet`), (_, response) => {
      response.writeHead(200, { 'content-length': sizes[1] });
      response.write('P');
      asked.resolve();
    });
    const { activityId: pulling } = await bench.owner.call('data.pull', {
      ...range,
      coordinatorId: 'default',
    });
    await asked.promise;
    const { activityId: waiting } = await bench.owner.call('data.verify', { feed });
    await bench.when(waiting, ({ message }) => message.startsWith('Waiting'));
    await expect(bench.owner.call('data.remove', range)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('being pulled'),
    });
    for (const activityId of [waiting, pulling]) {
      const ended = bench.ended(activityId);
      await bench.owner.call('activities.cancel', { activityId });
      expect(await ended).toMatchObject({ state: 'cancelled', error: null });
    }
    const again = await bench.owner.call('data.verify', { feed: null });
    expect(await bench.ended(again.activityId)).toMatchObject({ state: 'completed' });
    await bench.owner.call('activities.dismiss', { activityId: pulling });
    await expect(bench.owner.call('activities.cancel', { activityId: pulling })).rejects.toMatchObject({
      code: 'UNKNOWN_ACTIVITY',
    });
  });

  it('from a coordinator that is not there is refused at once', async () => {
    const bench = new DataBench();
    await expect(bench.owner.call('data.pull', { ...range, coordinatorId: 'gone' })).rejects.toMatchObject({
      code: 'UNKNOWN_COORDINATOR',
    });
  });
});

describe('the calendar', () => {
  it('reads files that are not in the ledger, or were changed since, and tells damaged ones', async () => {
    const bench = new DataBench();
    const root = bench.home.cache;
    const half = minuteCandles('2022-01-04', 720);
    await writeDayFile({ root, feed, day: '2022-01-03', candles: minuteCandles('2022-01-03') });
    await writeDayFile({ root, feed, day: '2022-01-04', candles: [...half, ...half] });
    await writeFile(bench.cache.pathOf(feed, '2022-01-05'), 'torn');
    const expected = ['03 present 1440', '04 partial 1440', '05 damaged 0', '06 absent 0', '07 absent 0'];
    expect(await states(bench)).toEqual(expected);
    expect(bench.asked).toEqual(['assessDays']);
    expect((await bench.viewer.call('data.calendar', range))[0]).toMatchObject({
      origin: 'found',
      verifiedAt: null,
      sha256: null,
    });

    const { activityId } = await bench.owner.call('data.verify', { feed });
    expect(await bench.ended(activityId)).toMatchObject({
      state: 'completed',
      result: {
        checked: 3,
        newly_known: 2,
        damaged_count: 1,
        damaged: [{ path: `${name}/2022-01-05.parquet`, reason: expect.any(String) }],
      },
    });
    bench.asked.length = 0;
    expect(await states(bench)).toEqual(expected);
    expect(bench.asked).toEqual([]);

    // As the ledger was before it told what is odd about candles; it learns it now.
    const ledger = join(bench.cache.folderOf(feed), '.ledger.json');
    const text = await readFile(ledger, 'utf8');
    await writeFile(ledger, text.replaceAll(/"quality":\{.*?\}.*?\},/g, ''));
    expect(await states(bench)).toEqual(expected);
    expect(bench.asked).toEqual(['assessDays']);
    expect(await states(bench)).toEqual(expected);
    expect(bench.asked).toEqual(['assessDays']);
    expect(await readFile(ledger, 'utf8')).toBe(text);
    bench.asked.length = 0;

    const path = bench.cache.pathOf(feed, '2022-01-03');
    await utimes(path, 1, 1);
    expect(await states(bench)).toEqual(expected);
    // It was touched, but is what it was.
    expect(bench.asked).toEqual([]);
    await writeDayFile({
      root: bench.cache.root,
      feed,
      day: '2022-01-03',
      candles: minuteCandles('2022-01-03', 1440, 7),
    });
    expect(await states(bench)).toEqual(expected);
    expect(bench.asked).toEqual(['assessDays']);
  });

  it('marks the days that results and jobs in the queue depend on', async () => {
    const bench = new DataBench();
    const pins = async (): Promise<boolean[]> =>
      (await bench.viewer.call('data.calendar', range)).map(({ pinned }) => pinned);
    const file = (day: string) => ({ path: `${name}/${day}.parquet`, sha256: 'a', sizeBytes: 1, rows: 1 });
    const add = (jobId: string, days: readonly string[]): void => {
      bench.store.insertOrGet({
        jobId: jobId.repeat(32),
        kind: 'replay',
        name: 'sample',
        spec: {},
        options: { checkLookahead: false },
        priority: 'normal',
        createdBy: 'ada',
        snapshot: { snapshotId: `snapshot-${jobId}`, files: days.map(file), datasetVersionIds: {} },
        modelHash: 'b',
        codeFiles: {},
        maxRetries: 3,
        schedule: atItsTurn,
        outline: {
          feeds: [name],
          firstDay: '2022-01-03',
          lastDay: '2022-01-04',
          modelPath: null,
          modelLabel: '',
        },
      });
    };
    expect(await pins()).toEqual([false, false, false, false, false]);
    add('1', ['2022-01-03']);
    add('2', ['2022-01-03', '2022-01-05']);
    expect(await pins()).toEqual([true, false, true, false, false]);
    bench.store.requestCancel('2'.repeat(32), 'ada');
    expect(await pins()).toEqual([true, false, false, false, false]);
  });

  it.each([
    ['2022-01-05', '2022-01-03'],
    ['2022-02-30', '2022-03-01'],
    ['2000-01-01', '2022-01-01'],
  ])('refuses %s to %s', async (firstDay, lastDay) => {
    const bench = new DataBench();
    for (const operation of ['data.calendar', 'data.pull'] as const) {
      const input = { feed, firstDay, lastDay, coordinatorId: 'default' };
      const asked =
        operation === 'data.pull'
          ? bench.owner.call(operation, input)
          : bench.owner.call(operation, { feed, firstDay, lastDay });
      await expect(asked).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
  });
});

describe('importing', () => {
  it('takes a file in, says what it took for what, and where the days come from', async () => {
    const bench = new DataBench();
    const path = join(bench.folder, 'own.csv');
    await writeFile(path, ',Close\n2022-01-03,1\n2022-01-03,2\n2022-01-04,3\nsoon,4\n');
    const daily: Feed = { source: 'own', subject: 'X', kind: 'candle', granularity: '1d' };
    const start = (skipBadRows: boolean) =>
      bench.owner.call('data.import', { path, feed: daily, skipBadRows });
    const refused = await bench.ended((await start(false)).activityId);
    expect(refused).toMatchObject({ kind: 'import', state: 'failed', error: { code: 'BAD_INPUT' } });
    expect(await bench.ended((await start(true)).activityId)).toMatchObject({
      title: 'Import own.csv as own/X/candle/1d',
      state: 'completed',
      message: '2 rows on 2 days',
      result: {
        rows_read: 4,
        imported_rows: 2,
        bad_rows: 1,
        duplicates: 1,
        columns: { close: 'Close' },
        day_count: 2,
        days: ['2022-01-03', '2022-01-04'],
      },
    });
    const days = await bench.viewer.call('data.calendar', {
      feed: daily,
      firstDay: '2022-01-03',
      lastDay: '2022-01-04',
    });
    expect(days.map(({ state, origin }) => [state, origin])).toEqual([
      ['present', path],
      ['present', path],
    ]);
  });

  it('is cancelled together with its worker and leaves nothing', async () => {
    const bench = new DataBench();
    const path = join(bench.folder, 'own.csv');
    const rows = Array.from({ length: 200_000 }, (_, row) => `${1_640_995_200 + row * 60},${row}`);
    await writeFile(path, `time,close\n${rows.join('\n')}\n`);
    const { activityId } = await bench.owner.call('data.import', { path, feed });
    await bench.when(activityId, ({ message }) => message === 'Reading own.csv');
    const ended = bench.ended(activityId);
    await bench.owner.call('activities.cancel', { activityId });
    expect(await ended).toMatchObject({ state: 'cancelled' });
    expect(await bench.viewer.call('data.feeds', {})).toEqual([]);
    expect((await bench.viewer.call('data.usage', {})).cacheBytes).toBe(0);
  });

  it('reads no file that the guard of paths refuses', async () => {
    const bench = new DataBench({
      paths: { assertReadable: () => Promise.reject(new HindcastError('UNSAFE_PATH', 'outside')) },
    });
    await expect(bench.owner.call('data.import', { path: '/etc/passwd', feed })).rejects.toMatchObject({
      code: 'UNSAFE_PATH',
    });
    expect(bench.activities.list()).toEqual([]);
  });
});

describe('removing', () => {
  it('deletes the days of the range and says so; nothing there is an error', async () => {
    const { bench, sizes } = await benchWithCoordinator();
    await pull(bench);
    expect(await bench.owner.call('data.remove', { ...range, lastDay: '2022-01-03' })).toEqual({
      removedDays: ['2022-01-03'],
      freedBytes: sizes[0],
    });
    expect((await states(bench)).slice(0, 2)).toEqual(['03 absent 0', '04 partial 700']);
    await expect(bench.owner.call('data.remove', { ...range, lastDay: '2022-01-03' })).rejects.toMatchObject({
      code: 'DATA_MISSING',
    });
  });

  it('is not for viewers, nor is anything else that changes', async () => {
    const { viewer } = new DataBench();
    const calls = [
      viewer.call('data.remove', range),
      viewer.call('data.pull', { ...range, coordinatorId: 'default' }),
      viewer.call('data.verify', { feed: null }),
      viewer.call('coordinators.remove', { coordinatorId: 'default' }),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});

it('a feed without a folder has an empty calendar even when something else lies there', async () => {
  const bench = new DataBench();
  await mkdir(join(bench.home.cache, 'binance'), { recursive: true });
  await writeFile(join(bench.home.cache, 'binance', 'BTCUSDT'), 'a file');
  expect(new Set((await bench.viewer.call('data.calendar', range)).map(({ state }) => state))).toEqual(
    new Set(['absent']),
  );
});
