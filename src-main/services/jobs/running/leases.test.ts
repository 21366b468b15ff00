import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stampOfProcess } from '../../processes/process-stamp.ts';
import { settled } from '../testing/fake-clock.ts';
import { JobBench, type QueueBench } from '../testing/job-bench.ts';
import { beatFor, logOf, nextAttempt, startJob } from '../testing/job-under-way.ts';
import { refuse } from '../testing/refuse.ts';

let bench: JobBench;
let observer: QueueBench | undefined;
beforeEach(() => {
  bench = new JobBench();
  observer = undefined;
});
afterEach(async () => {
  if (observer !== undefined) await bench.clock.advanceUntil(observer.queue.close());
  bench.remove();
});

const living = stampOfProcess(process.pid);

/** A job that a living process has claimed and does nothing for. */
async function claimedElsewhere(maxRetries = 1): Promise<string> {
  const { job } = await bench.service.submit(bench.request({ spec: { max_retries: maxRetries } }));
  bench.store.attempts.claim({
    leaseId: 'elsewhere',
    ownerProcess: living,
    workerProcess: living,
    jobId: job.jobId,
  });
  return job.jobId;
}

it('Q21 a job whose lease is not renewed for 60 s is taken: its worker is killed, and it is tried again', async () => {
  const jobId = await claimedElsewhere();
  observer = await bench.openQueue();
  await bench.clock.advance(59_000);
  expect(bench.store.get(jobId)).toMatchObject({ state: 'running', leaseId: 'elsewhere' });
  await bench.clock.advance(2000);
  while (bench.store.get(jobId)?.retries !== 1) await settled();
  expect(bench.tree.killed).toContain(process.pid);
  const { worker, assignment } = await nextAttempt(bench);
  const { queue } = observer;
  const over = new Promise((resolve) => queue.onEnded(resolve));
  worker.complete(assignment);
  await over;
  expect(bench.store.get(jobId)).toMatchObject({ state: 'completed', attempt: 2 });
  const causes = bench.store.events(jobId).map(({ cause }) => cause);
  expect(causes).toContainEqual(
    expect.stringMatching(
      /^INTERRUPTED: .*did not renew its lease on the job for a minute\. Trying again in 5 s\./,
    ),
  );
});

it.each([true, false])(
  'Q30 the worker of a job is in its row, be its pid known at once (%s)',
  async (tellsPid) => {
    bench.spawner.tellsPid = tellsPid;
    const { jobId, worker, assignment, ended } = await startJob(bench);
    expect(bench.store.get(jobId)?.workerProcess).toMatch(new RegExp(`^${worker.pid}@`));
    worker.complete(assignment);
    expect((await ended).workerProcess).toBeNull();
  },
);

it('Q21 a lease that is renewed is left alone', async () => {
  const jobId = await claimedElsewhere();
  observer = await bench.openQueue();
  for (let minute = 0; minute < 3; minute++) {
    await bench.clock.advance(50_000);
    bench.store.attempts.beat({ jobId, leaseId: 'elsewhere' }, 1);
  }
  expect(bench.store.get(jobId)).toMatchObject({ state: 'running', leaseId: 'elsewhere' });
});

it('Q20 Q21 a sleep of the observer takes nothing from anybody', async () => {
  const jobId = await claimedElsewhere();
  observer = await bench.openQueue();
  await bench.clock.advance(20_000);
  await bench.clock.standStill(8 * 3_600_000);
  await bench.clock.advance(20_000);
  expect(bench.store.get(jobId)).toMatchObject({ state: 'running', leaseId: 'elsewhere' });
});

it('Q21 whoever follows a job takes it when its lease has run out', async () => {
  const jobId = await claimedElsewhere();
  const ended = bench.service.runToEnd(jobId);
  const { worker, assignment } = await nextAttempt(bench);
  worker.complete(assignment);
  expect(await ended).toMatchObject({ state: 'completed', attempt: 2 });
});

it('Q21 Q22 an owner that comes too late finds its lease gone, kills its worker and writes nothing', async () => {
  const job = await startJob(bench, { spec: { max_retries: 0 } });
  const { jobId, worker, assignment } = job;
  // Its database calls fail, as if it stood still, while its worker goes on.
  refuse(bench.store.attempts, 'beat', 'SQLITE_BUSY', { times: 20 });
  observer = await bench.openQueue();
  await beatFor(bench, job, 58);
  refuse(bench.store, 'get', 'SQLITE_BUSY', { times: 40 });
  await beatFor(bench, job, 10);
  while (observer.queue.store.get(jobId)?.state === 'running') await settled();
  expect(observer.queue.store.get(jobId)).toMatchObject({
    state: 'failed',
    error: { code: 'INTERRUPTED', message: expect.stringContaining('did not renew its lease') },
  });
  expect(worker.killed).toBe(false);
  vi.restoreAllMocks();
  worker.complete(assignment);
  await bench.clock.advanceUntil(job.ended);
  expect(bench.store.get(jobId)).toMatchObject({ state: 'failed', resultPath: null });
  expect(existsSync(join(bench.home.results, jobId))).toBe(false);
  expect(existsSync(assignment.outputFolder)).toBe(false);
  expect((await logOf(bench, jobId)).at(-1)).toBe('Given up: the job was taken over by another process.');
});
