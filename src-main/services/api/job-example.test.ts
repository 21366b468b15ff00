import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sessionOf } from '../../../src-core/api/permissions.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { ActivityLog } from '../activities/activity-log.ts';
import { CandleCache } from '../cache/candle-cache.ts';
import { pinnerOf } from '../cache/testing/pinner-of.ts';
import { readLedger } from '../cache/ledger.ts';
import { FolderPathGuard } from '../files/path-guard.ts';
import { createHome, resolveHome } from '../home/home.ts';
import { systemClock } from '../jobs/clock.ts';
import { openJobQueue } from '../jobs/job-queue.ts';
import { systemProcessTree } from '../jobs/running/process-tree.ts';
import { ForkedNodeSpawner } from '../processes/forked-node-spawner.ts';
import { EventHub } from './event-hub.ts';
import { jobHandlers } from './job-handlers.ts';

const context = { session: sessionOf('owner'), actor: 'owner' };

it('the bundled example runs to a result on a fresh home, with real workers and no network', async () => {
  const home = resolveHome(join(temporaryFolder(), 'home'), {});
  createHome(home);
  const troubles: unknown[] = [];
  const hub = new EventHub(systemClock);
  const cache = new CandleCache(home.cache);
  const queue = await openJobQueue({
    home,
    pinner: pinnerOf(cache),
    spawner: new ForkedNodeSpawner(process.env),
    clock: systemClock,
    tree: systemProcessTree,
    hub,
    freeMemoryBytes: () => Number.POSITIVE_INFINITY,
    slots: 1,
    retryDelaysSeconds: [5],
    retentionDays: () => Promise.resolve(0),
    onStatus: () => undefined,
    onTrouble: (thrown) => troubles.push(thrown),
  });
  const activities = new ActivityLog(systemClock, (activity) => hub.publish({ type: 'activity', activity }));
  onTestFinished(async () => {
    await activities.close();
    await queue.close();
  });
  // As a page in a browser has it before any folder was opened.
  const paths = new FolderPathGuard(() => Promise.resolve([]));
  const handlers = jobHandlers({ queue, activities, paths, user: 'ada' });
  const finished = new Promise((resolve) => queue.onEnded(resolve));

  const { jobId } = await handlers['jobs.example']({}, context);
  await finished;

  const { row, spec } = await handlers['jobs.get']({ jobId }, context);
  expect(row).toMatchObject({ state: 'completed', model: 'mean-reversion.ts', error: null });
  expect(spec).toMatchObject({ model: { path: join(home.root, 'examples', 'models', 'mean-reversion.ts') } });
  const summary: unknown = JSON.parse(readFileSync(join(home.results, jobId, 'summary.json'), 'utf8'));
  expect(summary).toMatchObject({
    headline: { value: row.headline?.value },
    data: { is_synthetic: true },
    data_quality: { badge: 'clean', missing_candles: 0 },
  });
  const feed = { source: 'synthetic-sample', subject: 'BTC', kind: 'candle', granularity: '1m' } as const;
  expect([...(await readLedger(cache.folderOf(feed))).values()].map(({ origin }) => origin)).toEqual(
    Array.from({ length: 7 }, () => 'sample'),
  );

  expect(await handlers['jobs.example']({}, context)).toEqual({ jobId });
  const again = await handlers['jobs.submit']({ spec, force: false, checkLookahead: false }, context);
  expect(again).toEqual({ jobId, existing: true, missingDays: [] });

  const verified = new Promise((resolve) => {
    hub.subscribe(({ event }) => {
      if (event.type === 'activity' && event.activity.state !== 'running') resolve(event.activity);
    });
  });
  const first = await handlers['jobs.verify']({ jobId }, context);
  expect(await handlers['jobs.verify']({ jobId }, context)).toEqual(first);
  expect(await verified).toMatchObject({
    state: 'completed',
    kind: 'verify_job',
    subject: jobId,
    result: { verdict: 'bit_for_bit', inputs: [], metrics: [] },
  });
  expect(troubles).toEqual([]);
});
