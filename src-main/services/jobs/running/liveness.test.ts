import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaseVariable } from '../../../../src-core/job/worker-protocol.ts';
import { SilenceWatch } from './silence-watch.ts';
import { progressAt } from '../testing/fake-worker.ts';
import { settled } from '../testing/fake-clock.ts';
import { JobBench } from '../testing/job-bench.ts';
import { refuse } from '../testing/refuse.ts';
import { beatFor, logOf, startJob, type JobUnderWay } from '../testing/job-under-way.ts';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

function stalledAt(jobId: string): string | null | undefined {
  return bench.store.get(jobId)?.stalledAt;
}

async function finish({ worker, assignment, ended }: JobUnderWay): Promise<void> {
  worker.complete(assignment);
  expect((await ended).state).toBe('completed');
}

describe('a worker that falls silent', () => {
  it('Q18 is marked as stalled after 10 s, and killed after 30 s', async () => {
    const job = await startJob(bench);
    const { jobId, worker, assignment, ended } = job;
    worker.say({ type: 'progress', leaseId: assignment.leaseId, progress: progressAt(0.45) });
    await bench.clock.advance(9500);
    expect(stalledAt(jobId)).toBeNull();
    await bench.clock.advance(1000);
    expect(stalledAt(jobId)).not.toBeNull();
    await bench.clock.advance(19_000);
    expect(worker.killed).toBe(false);
    await bench.clock.advance(1000);
    expect(worker.killed).toBe(true);
    expect(await ended).toMatchObject({
      state: 'failed',
      stalledAt: null,
      error: {
        code: 'WORKER_CRASHED',
        message: 'The worker was silent for 30 s, while simulating at 45 % (2022-01-03).',
        details: { silent_seconds: 30 },
      },
    });
    expect(bench.store.events(jobId).map(({ type }) => type)).toEqual([
      'pending',
      'running',
      'stalled',
      'failed',
    ]);
    expect(await logOf(bench, jobId)).toContain('The worker has been silent for 10 s.');
  });

  it('Q18 is no longer marked once it is heard again, and may fall silent anew', async () => {
    const job = await startJob(bench);
    for (let time = 0; time < 2; time++) {
      await bench.clock.advance(25_000);
      expect(stalledAt(job.jobId)).not.toBeNull();
      await beatFor(bench, job, 2);
      expect(stalledAt(job.jobId)).toBeNull();
    }
    const types = bench.store.events(job.jobId).map(({ type }) => type);
    expect(types).toEqual(['pending', 'running', 'stalled', 'heard', 'stalled', 'heard']);
    await finish(job);
  });

  it('Q18 is given up also when it never said hello', async () => {
    const { job } = await bench.service.submit(bench.request());
    const ended = bench.service.runToEnd(job.jobId);
    await bench.spawner.next();
    expect(await bench.clock.advanceUntil(ended)).toMatchObject({
      state: 'failed',
      error: { code: 'WORKER_CRASHED', message: 'The worker process did not start within 30 s.' },
    });
  });

  it('Q18 cannot be marked while the database refuses that, and is killed all the same', async () => {
    const { jobId, worker, ended } = await startJob(bench);
    refuse(bench.store.attempts, 'markStalled', 'SQLITE_BUSY');
    await bench.clock.advance(30_500);
    expect(worker.killed).toBe(true);
    expect((await ended).error?.code).toBe('WORKER_CRASHED');
    expect(bench.store.events(jobId).map(({ type }) => type)).not.toContain('stalled');
  });

  it('Q19 is not what a model that hangs is: its worker beats, and says MODEL_HUNG itself', async () => {
    const job = await startJob(bench);
    const { worker, assignment, ended, jobId } = job;
    await beatFor(bench, job, 60);
    expect(stalledAt(jobId)).toBeNull();
    worker.say({
      type: 'failed',
      leaseId: assignment.leaseId,
      error: { code: 'MODEL_HUNG', message: 'predict() did not come back' },
    });
    worker.exit(0);
    expect(await ended).toMatchObject({ state: 'failed', error: { code: 'MODEL_HUNG' }, attempt: 1 });
  });
});

describe('time in which the supervising process did not run', () => {
  it('Q20 is no silence', async () => {
    const job = await startJob(bench);
    await beatFor(bench, job, 4);
    await bench.clock.standStill(8 * 3_600_000);
    expect(stalledAt(job.jobId)).toBeNull();
    await bench.clock.advance(5000);
    expect([stalledAt(job.jobId), job.worker.killed]).toEqual([null, false]);
    await bench.clock.advance(30_000);
    expect(job.worker.killed).toBe(true);
    expect((await job.ended).error?.code).toBe('WORKER_CRASHED');
  });

  it('Q20 does not count towards the timeout', async () => {
    const job = await startJob(bench, { spec: { timeout_seconds: 300 } });
    await beatFor(bench, job, 200);
    await bench.clock.standStill(3_600_000);
    await beatFor(bench, job, 96);
    expect(job.worker.killed).toBe(false);
    await beatFor(bench, job, 6);
    expect((await job.ended).error?.code).toBe('TIMEOUT');
  });

  it('Q20 a wall clock that is set changes nothing', async () => {
    const job = await startJob(bench, { spec: { timeout_seconds: 300 } });
    for (const years of [10, -20]) {
      bench.clock.setWallClock(years * 365 * 86_400_000);
      await beatFor(bench, job, 20);
    }
    expect([stalledAt(job.jobId), job.worker.killed]).toEqual([null, false]);
    await finish(job);
  });
});

describe('limits', () => {
  it.each([299, 14_401])('Q15 a timeout of %d s is refused', async (seconds) => {
    await expect(
      bench.service.submit(bench.request({ spec: { timeout_seconds: seconds } })),
    ).rejects.toMatchObject({ code: 'BAD_SPEC', message: expect.stringContaining('timeout_seconds') });
  });

  it('Q15 a timeout is 3,600 s when the spec names none', async () => {
    const { job } = await bench.service.submit(bench.request());
    expect(job.spec).toMatchObject({ timeout_seconds: 3600, memory_limit_mb: 4096 });
  });

  it('Q16 memory is measured every 2 s, and the most that was seen is kept with a result', async () => {
    const job = await startJob(bench);
    const mebibytes = [100, 700, 300];
    for (const used of mebibytes) {
      bench.tree.bytes = used * 1024 * 1024;
      await beatFor(bench, job, 2);
    }
    await finish(job);
    expect(bench.store.get(job.jobId)?.peakMemoryBytes).toBe(700 * 1024 * 1024);
  });

  it('Q16 the most that was seen is kept with a failure', async () => {
    const { worker, ended } = await startJob(bench, { spec: { memory_limit_mb: 512 } });
    bench.tree.bytes = 600 * 1024 * 1024;
    await bench.clock.advance(2000);
    expect(worker.killed).toBe(true);
    expect(await ended).toMatchObject({
      error: { code: 'OUT_OF_MEMORY', details: { used_mb: 600, limit_mb: 512 } },
      peakMemoryBytes: 600 * 1024 * 1024,
    });
  });

  it('Q16 a worker whose own heap is full ran out of memory', async () => {
    const { worker, ended } = await startJob(bench, { spec: { max_retries: 3 } });
    worker.print('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n');
    worker.exit(null, 'SIGABRT');
    expect(await ended).toMatchObject({ state: 'failed', error: { code: 'OUT_OF_MEMORY' } });
  });

  it('Q17 what a worker leaves behind when it has completed is ended', async () => {
    const job = await startJob(bench);
    bench.tree.children = [900_000_800];
    await beatFor(bench, job, 2);
    bench.tree.children = [];
    await finish(job);
    expect(bench.tree.killed).toContain(900_000_800);
  });

  it('Q17 what a model has detached from its worker is ended with the job', async () => {
    const job = await startJob(bench);
    bench.tree.started.set(`${leaseVariable}=${job.assignment.leaseId}`, [900_000_801]);
    await finish(job);
    expect(bench.tree.killed).toContain(900_000_801);
  });
});

describe('a lease', () => {
  it('Q21 is renewed every 5 s, with the memory that was seen', async () => {
    const job = await startJob(bench);
    const beats: (number | undefined)[] = [];
    bench.tree.bytes = 200;
    for (let times = 0; times < 3; times++) {
      await beatFor(bench, job, 6);
      beats.push(bench.store.get(job.jobId)?.beat);
    }
    expect(beats).toEqual([1, 2, 3]);
    expect(bench.store.get(job.jobId)?.peakMemoryBytes).toBe(200);
    await finish(job);
    await bench.clock.advance(20_000);
    expect(bench.store.get(job.jobId)?.beat).toBe(3);
  });
});

it('Q32 progress is below 1 until the result is in place, whatever a worker says', async () => {
  const told: number[] = [];
  bench.service.onProgress((_job, progress) => told.push(progress.fraction));
  const job = await startJob(bench);
  await bench.clock.advance(5000);
  const { leaseId } = job.assignment;
  job.worker.say({ type: 'progress', leaseId, progress: progressAt(1, 'writing') });
  await settled();
  expect(told).toEqual([0.999]);
  expect(bench.store.get(job.jobId)?.progress.fraction).toBe(0.999);
  await finish(job);
  expect(bench.store.get(job.jobId)?.progress.fraction).toBe(1);
});

it('Q18 a watch says each thing once', () => {
  const watch = new SilenceWatch();
  expect([9999, 10_000, 11_000].map((now) => watch.look(now))).toEqual([undefined, 'stalled', undefined]);
  expect([watch.hear(12_000), watch.hear(13_000)]).toEqual(['heard', undefined]);
  expect([22_999, 23_000, 42_999, 43_000].map((now) => watch.look(now))).toEqual([
    undefined,
    'stalled',
    undefined,
    'lost',
  ]);
  expect(watch.silence(43_500)).toBe(30_500);
});
