import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApiClient, type ApiClient } from '../../../src-core/api/client.ts';
import type { InputOf } from '../../../src-core/api/contract.ts';
import type { Role } from '../../../src-core/api/permissions.ts';
import { ActivityLog } from '../activities/activity-log.ts';
import { FolderPathGuard } from '../files/path-guard.ts';
import { settled } from '../jobs/testing/fake-clock.ts';
import { JobBench, sampleSpec, type QueueBench } from '../jobs/testing/job-bench.ts';
import { ApiHost } from './api-host.ts';
import type { AllHandlers } from './handlers.ts';
import { jobHandlers } from './job-handlers.ts';
import { memoryCarrier } from './memory-carrier.ts';
import { queueHandlers } from './queue-handlers.ts';

let bench: JobBench;
let opened: QueueBench;
let api: ApiClient;
beforeEach(async () => {
  bench = new JobBench();
  opened = await bench.openQueue(1);
  api = clientOf('owner');
});
afterEach(async () => {
  await bench.clock.advanceUntil(opened.queue.close());
  bench.remove();
});

function clientOf(role: Role): ApiClient {
  const activities = new ActivityLog(bench.clock, () => undefined);
  const paths = new FolderPathGuard(() => Promise.resolve([join(bench.folder, 'specs')]));
  const handlers = {
    ...jobHandlers({ queue: opened.queue, activities, paths, user: 'ada' }),
    ...queueHandlers(opened.queue),
  };
  const host = new ApiHost({
    // Only these two areas are asked here.
    handlers: handlers as unknown as AllHandlers,
    onInternalError: (_, thrown) => opened.troubles.push(thrown),
    checkOutputs: true,
  });
  return createApiClient(memoryCarrier(host, opened.hub, role));
}

type Spec = InputOf<'jobs.submit'>['spec'];

const specOf = (change: Spec = {}): Spec => ({
  ...sampleSpec,
  model: { path: join(bench.folder, 'specs', 'model.js') },
  ...change,
});

async function submit(name: string, more: Partial<InputOf<'jobs.submit'>> = {}): Promise<string> {
  return (await api.call('jobs.submit', { spec: specOf({ name }), ...more })).jobId;
}

/** Waits for the next job to run, and sees it to its end. */
async function runNext(end: 'complete' | 'fail' = 'complete', seconds = 10): Promise<void> {
  const worker = await bench.spawner.next();
  const started = await worker.started;
  const ended = new Promise((resolve) => opened.queue.onEnded(resolve));
  await bench.clock.advance(seconds * 1000);
  if (end === 'complete') worker.complete(started);
  else {
    const error = { code: 'MODEL_FAILED', message: 'predict() threw' } as const;
    worker.say({ type: 'failed', leaseId: started.leaseId, error });
    worker.exit(0);
  }
  await ended;
  while (opened.queue.runningJobs() > 0) await settled();
}

describe('jobs.submit', () => {
  it('Q9 Q10 Q12 takes a schedule', async () => {
    await api.call('queue.pause', {});
    const first = await submit('first');
    const { groupId } = await api.call('jobs.submitBatch', {
      name: 'sweep',
      specs: [specOf({ name: 'in it' })],
    });
    if (groupId === null) throw new Error('no group');
    const schedule = {
      notBefore: '2026-11-22T08:00:00+02:00'.replace('+02:00', 'Z'),
      after: [first],
      groupId,
    };
    const second = await submit('second', { schedule });
    const { row, after } = await api.call('jobs.get', { jobId: second });
    expect(row).toMatchObject({ notBefore: '2026-11-22T08:00:00.000Z', blockedBy: 1, groupId });
    expect(after).toEqual([{ jobId: first, isMet: false }]);
  });

  it.each<[string, object, string]>([
    ['a job that is not there', { after: ['0'.repeat(32)] }, 'UNKNOWN_JOB'],
    ['a group that is not there', { groupId: 'nowhere' }, 'BAD_INPUT'],
    ['a moment that is none', { notBefore: 'tomorrow' }, 'BAD_INPUT'],
  ])('Q10 refuses %s, and adds nothing', async (_, schedule, code) => {
    await expect(submit('refused', { schedule })).rejects.toMatchObject({ code });
    expect(opened.queue.jobRows()).toEqual([]);
  });
});

describe('jobs.submitBatch', () => {
  it('Q12 makes one group of the jobs, and tells of each spec what became of it', async () => {
    await api.call('queue.pause', {});
    const there = await submit('there');
    const specs = [
      specOf({ name: 'a' }),
      specOf({ name: 'there' }),
      specOf({ windowsize: 60 }),
      specOf({ name: 'b' }),
    ];
    const { groupId, jobs } = await api.call('jobs.submitBatch', { name: 'sweep', specs });
    expect(jobs).toEqual([
      { jobId: expect.any(String), existing: false },
      { jobId: there, existing: true },
      {
        error: {
          code: 'BAD_SPEC',
          message: expect.stringMatching(/^Spec 3: .*"windowsize"/),
          details: expect.anything(),
        },
      },
      { jobId: expect.any(String), existing: false },
    ]);
    expect(await api.call('queue.groups', {})).toMatchObject([
      { groupId, name: 'sweep', createdBy: 'owner', counts: { pending: 2 }, fraction: 0 },
    ]);
  });

  it('Q7 lets the jobs start in the order of the specs', async () => {
    await api.call('queue.pause', {});
    const names = Array.from({ length: 20 }, (_, index) => `spec ${index}`);
    await api.call('jobs.submitBatch', { name: 'sweep', specs: names.map((name) => specOf({ name })) });
    const rows = opened.queue.jobRows();
    const inOrder = rows.toSorted((left, right) => (left.startOrder ?? 0) - (right.startOrder ?? 0));
    expect(inOrder.map((row) => row.name)).toEqual(names);
  });

  it('Q12 leaves no group behind when nothing was added', async () => {
    const { groupId, jobs } = await api.call('jobs.submitBatch', { name: 'none', specs: [{}] });
    expect(groupId).toBeNull();
    expect(jobs).toMatchObject([{ error: { code: 'BAD_SPEC' } }]);
    expect((await api.call('queue.doctor', { repair: false })).findings).toEqual([]);
  });
});

describe('jobs.list', () => {
  it('Q34 pages through what is asked for', async () => {
    await api.call('queue.pause', {});
    for (const name of ['run 1', 'b', 'run 2', 'run 3']) {
      await submit(name);
      await bench.clock.advance(1000);
    }
    const first = await api.call('jobs.list', { filter: { text: 'RUN' }, limit: 2 });
    expect(first.jobs.map(({ name }) => name)).toEqual(['run 3', 'run 2']);
    await submit('run 4');
    const cursor = first.nextCursor ?? '';
    const second = await api.call('jobs.list', { filter: { text: 'run' }, limit: 2, cursor });
    expect(second.jobs.map(({ name }) => name)).toEqual(['run 1']);
    expect(second.nextCursor).toBeNull();
    await expect(api.call('jobs.list', { limit: 2, cursor: 'x' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });
});

describe('queue.stats', () => {
  it('tells of depth, times, causes, days and workers', async () => {
    await submit('good');
    await runNext('complete', 5);
    await submit('bad');
    await runNext('fail');
    const running = await submit('running');
    await (
      await bench.spawner.next()
    ).started;
    const waiting = await submit('waiting');
    await submit('later', { schedule: { notBefore: '2030-01-01T00:00:00Z' } });
    await submit('blocked', { schedule: { after: [waiting] } });
    const stats = await api.call('queue.stats', {});
    expect(stats.depth).toEqual({ ready: 1, scheduled: 1, blocked: 1, running: 1 });
    expect(stats.paused).toBeNull();
    const ran = { count: 1, median: expect.closeTo(5, 0), p90: expect.closeTo(5, 0) };
    expect(stats.runSeconds).toEqual({ last7Days: ran, all: ran });
    expect(stats.waitSeconds.all.count).toBe(2);
    expect(stats.failures).toEqual([{ code: 'MODEL_FAILED', last7Days: 1, all: 1 }]);
    expect(stats.retries).toEqual({ last7Days: 0, all: 0 });
    expect(stats.days).toHaveLength(14);
    expect(stats.days.at(-1)).toEqual({
      day: '2026-11-21',
      created: 6,
      completed: 1,
      failed: 1,
      cancelled: 0,
    });
    expect(stats.days[0]).toMatchObject({ day: '2026-11-08', created: 0 });
    expect(stats.workers).toMatchObject([
      { jobId: running, name: 'running', runsHere: true, stalledAt: null, attempt: 1, retries: 0 },
    ]);
  });
});

describe('queue.retentionPreview', () => {
  it('Q35 tells what keeping jobs for so long would delete', async () => {
    await submit('old');
    await runNext();
    const [row] = opened.queue.jobRows();
    const preview = (days: number) => api.call('queue.retentionPreview', { days });
    expect(await preview(1)).toEqual({ count: 0, bytes: 0, oldest: null });
    // Two days of a queue's timers take a while even by a clock of one's own.
    const database = new Database(bench.home.database);
    const completedAt = '2026-11-19T10:00:00.000Z';
    database.prepare('UPDATE job SET completed_at = ?').run(completedAt);
    database.close();
    expect(await preview(1)).toEqual({ count: 1, bytes: row?.resultBytes, oldest: completedAt });
    expect(await preview(0)).toEqual({ count: 0, bytes: 0, oldest: null });
    await api.call('jobs.annotate', { jobId: row?.jobId ?? '', pinned: true });
    expect(await preview(1)).toMatchObject({ count: 0 });
  });
});

describe('queue.doctor', () => {
  it('repairs when it is told to', async () => {
    mkdirSync(join(bench.home.results, 'f'.repeat(32)));
    expect((await api.call('queue.doctor', { repair: false })).findings).toMatchObject([
      { code: 'RESULT_WITHOUT_JOB', isRepaired: false },
    ]);
    expect((await api.call('queue.doctor', { repair: true })).findings).toMatchObject([{ isRepaired: true }]);
  });
});

describe('a viewer', () => {
  it('Q34 may look, and change nothing', async () => {
    const viewer = clientOf('viewer');
    await viewer.call('queue.stats', {});
    await viewer.call('jobs.list', { limit: 1 });
    await viewer.call('queue.retentionPreview', { days: 1 });
    const denied = {
      code: 'PERMISSION_DENIED',
      message: expect.stringMatching(
        /cannot run backtests or change anything\. Open it with the owner’s link/,
      ),
    };
    await expect(viewer.call('queue.doctor', { repair: false })).rejects.toMatchObject(denied);
    await expect(viewer.call('jobs.submitBatch', { name: 'n', specs: [{}] })).rejects.toMatchObject(denied);
  });
});
