import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import type { JobRecord } from '../store/job-record.ts';
import { settled } from '../testing/fake-clock.ts';
import { JobBench, type QueueBench } from '../testing/job-bench.ts';
import { logOf, nextAttempt, startJob } from '../testing/job-under-way.ts';

let bench: JobBench;
let opened: QueueBench[];
beforeEach(() => {
  bench = new JobBench();
  opened = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const { queue } of opened) await bench.clock.advanceUntil(queue.close());
  bench.remove();
});

async function openQueue(): Promise<QueueBench> {
  const queue = await bench.openQueue();
  opened.push(queue);
  return queue;
}

async function submit(maxRetries: number): Promise<string> {
  return (await bench.service.submit(bench.request({ spec: { max_retries: maxRetries } }))).job.jobId;
}

/** Ends the attempt that is under way and waits for the next one; answers the seconds between them. */
async function secondsUntilNext(jobId: string, end: () => void): Promise<number> {
  end();
  while (bench.store.get(jobId)?.state !== 'pending') await settled();
  const { notBefore } = bench.store.get(jobId) as JobRecord;
  const milliseconds = Date.parse(notBefore ?? '') - bench.clock.now().getTime();
  const before = bench.spawner.workers.length;
  await bench.clock.advance(milliseconds - 1);
  expect(bench.spawner.workers).toHaveLength(before);
  await nextWorker();
  return milliseconds / 1000;
}

let current: Awaited<ReturnType<typeof nextAttempt>>;
async function nextWorker(): Promise<void> {
  current = await nextAttempt(bench);
}

function causes(jobId: string): string[] {
  return bench.store.events(jobId).map(({ type, cause }) => `${type}: ${cause}`);
}

describe('Q25 a worker that crashes', () => {
  it('Q26 is tried again after 5, 60 and 300 s, then its job fails with the last cause', async () => {
    await openQueue();
    const jobId = await submit(3);
    await nextWorker();
    const waits: number[] = [];
    for (const code of [11, 12, 13])
      waits.push(await secondsUntilNext(jobId, () => current.worker.exit(code)));
    expect(waits).toEqual([5, 60, 300]);
    expect(bench.store.get(jobId)).toMatchObject({ state: 'running', attempt: 4, retries: 3 });
    current.worker.exit(14);
    while (bench.store.get(jobId)?.state !== 'failed') await settled();
    expect(bench.store.get(jobId)).toMatchObject({
      retries: 3,
      error: { code: 'WORKER_CRASHED', message: expect.stringContaining('exit code 14') },
    });
    const history = causes(jobId);
    for (const [index, seconds] of [5, 60, 300].entries()) {
      expect(history).toContainEqual(
        expect.stringMatching(
          new RegExp(
            `^pending: WORKER_CRASHED: .*exit code ${11 + index} .*Trying again in ${seconds} s\\.$`,
          ),
        ),
      );
    }
    expect(history.at(-1)).toMatch(/^failed: WORKER_CRASHED: .*exit code 14 /);
    const log = await logOf(bench, jobId);
    expect(log).toContainEqual(expect.stringMatching(/^Tries again not before 2026-.*, retry 2 of 3\.$/));
    expect(log.filter((line) => line.startsWith('Attempt'))).toEqual(
      [1, 2, 3, 4].map((attempt) => `Attempt ${attempt} starts.`),
    );
  });

  it.each(['SIGKILL', 'SIGSEGV', 'SIGTRAP', 'SIGABRT'])('counts as a crash by %s', async (signal) => {
    const { jobId, worker, ended } = await startJob(bench, { spec: { max_retries: 1 } });
    worker.exit(null, signal);
    while (bench.store.get(jobId)?.state === 'running') await settled();
    expect(bench.store.get(jobId)).toMatchObject({ state: 'pending', retries: 1 });
    bench.store.requestCancel(jobId, 'test over');
    await bench.clock.advanceUntil(ended);
  });

  it('is not tried again with no retries', async () => {
    const { jobId, worker, ended } = await startJob(bench, { spec: { max_retries: 0 } });
    worker.exit(1);
    expect(await ended).toMatchObject({ state: 'failed', attempt: 1, retries: 0 });
    expect(causes(jobId)).toHaveLength(3);
  });

  it('waits as long as the settings say from the next retry on', async () => {
    const { queue } = await openQueue();
    const jobId = await submit(3);
    await nextWorker();
    queue.setRetryDelays([20]);
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await secondsUntilNext(jobId, () => current.worker.exit(1))).toBe(20);
    }
  });
});

describe('Q25 what is tried again besides', () => {
  it('is a worker that could not be started', async () => {
    vi.spyOn(bench.spawner, 'spawn').mockImplementationOnce(() => {
      throw new Error('spawn ENOMEM');
    });
    await openQueue();
    const jobId = await submit(1);
    await nextWorker();
    expect(bench.store.get(jobId)).toMatchObject({ state: 'running', attempt: 2, retries: 1 });
    expect(causes(jobId)).toContainEqual(
      expect.stringMatching(/^pending: WORKER_CRASHED: .*could not be started: spawn ENOMEM/),
    );
  });

  it('Q21 is a job whose Hindcast was killed', async () => {
    const jobId = await submit(1);
    bench.store.attempts.claim({ leaseId: '900000001-0', ownerProcess: '900000001@', jobId });
    await openQueue();
    await nextWorker();
    expect(bench.store.get(jobId)).toMatchObject({ attempt: 2, retries: 1 });
    expect(causes(jobId)).toContainEqual(
      expect.stringMatching(/^pending: INTERRUPTED: .*ended while the job ran/),
    );
  });

  it('Q27 is what closing has stopped, at no cost', async () => {
    const first = await openQueue();
    const jobId = await submit(0);
    await nextWorker();
    opened = [];
    await bench.clock.advanceUntil(first.queue.close());
    expect(bench.store.get(jobId)).toMatchObject({ state: 'pending', retries: 0, notBefore: null });
    expect(causes(jobId).at(-1)).toBe('pending: Hindcast was closed while it ran');
    expect(await logOf(bench, jobId)).toContain(
      'Stopped because Hindcast was closed; the job waits to be run again.',
    );
    await openQueue();
    await nextWorker();
    current.worker.exit(1);
    while (bench.store.get(jobId)?.state === 'running') await settled();
    expect(bench.store.get(jobId)).toMatchObject({ state: 'failed', attempt: 2, retries: 0 });
  });
});

const deterministic: ErrorCode[] = [
  'MODEL_FAILED',
  'MODEL_HUNG',
  'MODEL_EXITED',
  'MODEL_LOAD_FAILED',
  'OUT_OF_MEMORY',
  'EMPTY_RUN',
  'LOOKS_AHEAD',
  'DATA_CORRUPT',
  'DISK_FULL',
  'BAD_SPEC',
  'INTERNAL',
];
it.each(deterministic)('Q25 %s fails at once, however many retries there are', async (code) => {
  const { worker, assignment, ended } = await startJob(bench, { spec: { max_retries: 10 } });
  worker.say({ type: 'failed', leaseId: assignment.leaseId, error: { code, message: 'so it is' } });
  worker.exit(0);
  expect(await ended).toMatchObject({ state: 'failed', attempt: 1, retries: 0, error: { code } });
});

it('Q23 Q25 a job that waits to be tried again is cancelled at once, and stays so', async () => {
  const { queue } = await openQueue();
  const jobId = await submit(3);
  await nextWorker();
  current.worker.exit(1);
  while (bench.store.get(jobId)?.state !== 'pending') await settled();
  expect(queue.service.cancel(jobId, 'ada').state).toBe('cancelled');
  await bench.clock.advance(400_000);
  expect(bench.spawner.workers).toHaveLength(1);
  expect(bench.store.get(jobId)).toMatchObject({ state: 'cancelled', error: null });
});

it('Q24 nothing is left of an attempt that crashed, nor of one that was cancelled', async () => {
  const { queue } = await openQueue();
  const jobId = await submit(3);
  await nextWorker();
  const first = current.assignment.outputFolder;
  expect(existsSync(first)).toBe(true);
  await secondsUntilNext(jobId, () => current.worker.exit(1));
  expect(existsSync(first)).toBe(false);
  queue.service.cancel(jobId, 'ada');
  await current.worker.cancelAsked;
  await bench.clock.advance(6000);
  while (queue.runningJobs() > 0) await settled();
  expect(bench.store.get(jobId)?.state).toBe('cancelled');
  expect([readdirSync(bench.home.tmp), readdirSync(bench.home.results)]).toEqual([[], []]);
});
