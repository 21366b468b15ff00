import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { SqliteJobStore } from '../store/sqlite-job-store.ts';
import { settled } from '../testing/fake-clock.ts';
import { progressAt } from '../testing/fake-worker.ts';
import { JobBench } from '../testing/job-bench.ts';
import { beatFor, logOf, nextAttempt, startJob } from '../testing/job-under-way.ts';
import { refuse } from '../testing/refuse.ts';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => {
  vi.restoreAllMocks();
  bench.remove();
});

const refusals = ['SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_IOERR_WRITE'];

describe('Q31 when the database cannot take down how a job ended', () => {
  it.each(refusals)('a finished result is kept and placed later (%s)', async (code) => {
    refuse(bench.store.attempts, 'complete', code, { times: 3 });
    const { jobId, worker, assignment, ended } = await startJob(bench);
    worker.complete(assignment);
    while (!(await logOf(bench, jobId)).some((line) => line.includes(code))) await settled();
    await bench.clock.advance(10_000);
    expect(bench.store.get(jobId)?.state).toBe('running');
    expect(existsSync(assignment.outputFolder)).toBe(true);
    expect(bench.store.get(jobId)?.beat).toBeGreaterThan(0);
    await bench.clock.advance(5000);
    expect(await ended).toMatchObject({ state: 'completed', attempt: 1 });
    expect(existsSync(join(bench.home.results, jobId, 'manifest.json'))).toBe(true);
    expect(readdirSync(bench.home.tmp)).toEqual([]);
  });

  it('a result that was placed before the last step was refused is not placed twice', async () => {
    const first = await startJob(bench);
    first.worker.complete(first.assignment);
    await first.ended;
    refuse(bench.store.attempts, 'complete', 'SQLITE_FULL', {
      times: 2,
      first: (_lease, _completion, place) => place(),
    });
    const { jobId, worker, assignment, ended } = await startJob(bench, { force: true });
    worker.complete(assignment);
    expect(await bench.clock.advanceUntil(ended)).toMatchObject({ state: 'completed', attempt: 2 });
    expect(existsSync(join(bench.home.results, jobId, 'manifest.json'))).toBe(true);
    expect(readdirSync(bench.home.tmp)).toEqual([]);
  });

  it.each(refusals)('a failure is told later (%s)', async (code) => {
    refuse(bench.store, 'together', code, { times: 2 });
    const { worker, assignment, ended } = await startJob(bench);
    worker.say({
      type: 'failed',
      leaseId: assignment.leaseId,
      error: { code: 'MODEL_FAILED', message: 'threw' },
    });
    worker.exit(0);
    expect(await bench.clock.advanceUntil(ended)).toMatchObject({
      state: 'failed',
      error: { code: 'MODEL_FAILED' },
    });
  });

  it.each(refusals)('a cancelled job is cancelled later (%s)', async (code) => {
    refuse(bench.store.attempts, 'cancel', code, { times: 2 });
    const { jobId, worker, assignment, ended } = await startJob(bench);
    bench.service.cancel(jobId, 'ada');
    await worker.cancelAsked;
    worker.say({ type: 'cancelled', leaseId: assignment.leaseId });
    worker.exit(0);
    expect((await bench.clock.advanceUntil(ended)).state).toBe('cancelled');
    expect(readdirSync(bench.home.tmp)).toEqual([]);
  });

  it('its slot stays taken, and closing does not wait for it: the next start finds the job', async () => {
    const opened = await bench.openQueue();
    const { job } = await opened.queue.service.submit(bench.request());
    const { worker, assignment } = await nextAttempt(bench);
    refuse(opened.queue.store.attempts, 'complete', 'SQLITE_FULL', { times: 100 });
    worker.complete(assignment);
    while (!(await logOf(bench, job.jobId)).some((line) => line.includes('SQLITE_FULL'))) await settled();
    await bench.clock.advance(60_000);
    expect(opened.queue.runningJobs()).toBe(1);
    await bench.clock.advanceUntil(opened.queue.close());
    expect(opened.troubles).toHaveLength(1);
    expect(bench.store.get(job.jobId)?.state).toBe('running');
  });
});

it('Q31 a run goes on while the database refuses what can be told later', async () => {
  const job = await startJob(bench);
  const { worker, assignment, jobId, ended } = job;
  for (const call of ['beat', 'markProgress', 'markStalled'] as const) {
    refuse(bench.store.attempts, call, 'SQLITE_FULL', { times: 2 });
  }
  refuse(bench.store, 'get', 'SQLITE_FULL', { times: 2 });
  await bench.clock.advance(11_000);
  worker.say({ type: 'progress', leaseId: assignment.leaseId, progress: progressAt(0.5) });
  await beatFor(bench, job, 12);
  worker.say({ type: 'progress', leaseId: assignment.leaseId, progress: progressAt(0.6) });
  await beatFor(bench, job, 6);
  expect(worker.killed).toBe(false);
  worker.say({ type: 'progress', leaseId: assignment.leaseId, progress: progressAt(0.7) });
  expect(bench.store.get(jobId)?.progress.fraction).toBe(0.7);
  worker.complete(assignment);
  expect((await ended).state).toBe('completed');
});

it('Q31 a worker that cannot be named in the row runs nevertheless', async () => {
  refuse(bench.store.attempts, 'recordWorker', 'SQLITE_FULL');
  const { worker, assignment, ended } = await startJob(bench);
  worker.complete(assignment);
  expect((await ended).state).toBe('completed');
});

it('Q31 an error of the program is no refusal: the job fails and says so', async () => {
  refuse(bench.store.attempts, 'complete', 'SQLITE_CONSTRAINT_CHECK');
  const { worker, assignment, ended } = await startJob(bench);
  worker.complete(assignment);
  expect(await ended).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } });
});

it('Q31 submitting on a full disk says so in words, what was accepted stays, and the queue goes on after', async () => {
  const database = openDatabase(bench.home.database, bench.clock.now());
  const store = new SqliteJobStore(database, bench.clock);
  const accepted = (await bench.service.submit(bench.request())).job.jobId;
  // A database that may not grow is refused its pages as on a full disk.
  const pages = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count = ${pages}`);
  const job = bench.store.get(accepted);
  const many = (): void => {
    for (let index = 0; index < 1000; index++) {
      store.insertOrGet({
        ...(job as NonNullable<typeof job>),
        jobId: index.toString(16).padStart(32, '0'),
        snapshot: bench.store.snapshot(job?.snapshotId ?? ''),
        outline: {
          feeds: [],
          firstDay: '2022-01-03',
          lastDay: '2022-01-03',
          modelPath: null,
          modelLabel: '',
        },
        schedule: { notBefore: null, after: [], groupId: null },
      });
    }
  };
  expect(many).toThrow(
    expect.objectContaining({ code: 'DISK_FULL', message: expect.stringContaining('The disk is full') }),
  );
  expect(store.get(accepted)?.state).toBe('pending');
  database.pragma('max_page_count = 1000000');
  many();
  store.close();
});

it('Q31 a worker that finds the disk full fails its job at once', async () => {
  const { worker, assignment, ended } = await startJob(bench, { spec: { max_retries: 3 } });
  worker.say({
    type: 'failed',
    leaseId: assignment.leaseId,
    error: { code: 'DISK_FULL', message: 'The disk is full.' },
  });
  worker.exit(0);
  expect(await ended).toMatchObject({ state: 'failed', error: { code: 'DISK_FULL' }, attempt: 1 });
});
