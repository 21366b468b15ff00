import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJobLog } from './logs/job-log.ts';
import { JobWorkerProcess } from './running/job-worker-process.ts';
import { outputFolderOf } from './running/result-placement.ts';
import { settled } from './testing/fake-clock.ts';
import { progressAt, writeResult } from './testing/fake-worker.ts';
import { JobBench } from './testing/job-bench.ts';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => {
  bench.remove();
});

async function submitted(change: Parameters<JobBench['request']>[0] = {}): Promise<string> {
  return (await bench.service.submit(bench.request(change))).job.jobId;
}

/** Submits the sample, starts it and waits until its worker has the assignment. */
async function underWay(change: Parameters<JobBench['request']>[0] = {}) {
  const jobId = await submitted(change);
  const ended = bench.service.runToEnd(jobId);
  const worker = await bench.spawner.next();
  worker.hello();
  const assignment = await worker.started;
  return { jobId, ended, worker, assignment };
}

function resultFolder(jobId: string): string {
  return join(bench.home.results, jobId);
}

describe('submitting', () => {
  it('Q4 Q5 gives the same job for the same spec, data and code', async () => {
    const first = await bench.service.submit(bench.request());
    const again = await bench.service.submit(bench.request());
    expect(first.existing).toBe(false);
    expect(again).toMatchObject({ existing: true, job: { jobId: first.job.jobId, state: 'pending' } });
  });

  it('Q4 gives another job for other code, other data or another owner, but not for other limits', async () => {
    const ids = new Set([await submitted()]);
    expect(ids).toContain(await submitted({ spec: { priority: 'urgent', timeout_seconds: 600 } }));
    ids.add(await submitted({ createdBy: 'grace' }));
    bench.days = ['2022-01-03', '2022-01-04'];
    ids.add(await submitted());
    bench.writeModel('export default class { tick() {} predict() { return 2 } }');
    ids.add(await submitted());
    expect(ids.size).toBe(4);
  });

  it('refuses a range without any data and says how to get it', async () => {
    bench.days = [];
    await expect(submitted()).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining(
        'hindcast data pull --feed binance/BTCUSDT/candle/1m --from 2022-01-03 --to 2022-01-03',
      ),
    });
  });

  it('names a model file that is not there', async () => {
    await expect(submitted({ spec: { model: { path: 'nowhere.js' } } })).rejects.toMatchObject({
      code: 'BAD_SPEC',
      message: expect.stringContaining('nowhere.js'),
    });
  });

  it('Q4 Q5 puts a failed job back into the queue with its new limits', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    worker.say({
      type: 'failed',
      leaseId: assignment.leaseId,
      error: { code: 'MODEL_FAILED', message: 'predict() threw' },
    });
    worker.exit(0);
    expect(await ended).toMatchObject({ state: 'failed', error: { code: 'MODEL_FAILED' } });
    const again = await bench.service.submit(bench.request({ spec: { timeout_seconds: 7200 } }));
    expect(again).toMatchObject({ existing: false, job: { jobId, state: 'pending', error: null } });
    expect(again.job.spec).toMatchObject({ timeout_seconds: 7200 });
  });
});

describe('a run that goes well', () => {
  it('ends with a verified result in place and a row that says so', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    expect(assignment).toMatchObject({
      jobId,
      snapshotId: 'snapshot-2022-01-03',
      limits: { memoryMb: 4096, callTimeoutSeconds: 30 },
      options: { checkLookahead: false },
    });
    worker.complete(assignment);
    expect(await ended).toMatchObject({
      state: 'completed',
      resultPath: `results/${jobId}`,
      headline: { metric: 'score_mean', value: 0.25 },
      warnings: ['2 candles missing'],
      progress: { phase: 'finished', fraction: 1 },
      leaseId: null,
    });
    expect(readdirSync(resultFolder(jobId))).toContain('manifest.json');
    expect(readdirSync(bench.home.tmp)).toEqual([]);
    expect(bench.store.events(jobId).map((event) => event.type)).toEqual(['pending', 'running', 'completed']);
  });

  it('uses a worker that was started ahead, and ends it when the job is there already', async () => {
    const jobId = await submitted();
    const ahead = new JobWorkerProcess(bench.spawner);
    const worker = await bench.spawner.next();
    worker.hello();
    const ended = bench.service.runToEnd(jobId, ahead);
    worker.complete(await worker.started);
    expect((await ended).state).toBe('completed');

    const unused = new JobWorkerProcess(bench.spawner);
    expect((await bench.service.runToEnd(jobId, unused)).state).toBe('completed');
    expect((await bench.spawner.next()).killed).toBe(true);
  });

  it('replaces the result of a forced second run and keeps the log of both', async () => {
    const first = await underWay();
    first.worker.complete(first.assignment);
    await first.ended;
    const second = await underWay({ force: true });
    expect(second.jobId).toBe(first.jobId);
    second.worker.say({
      type: 'log',
      leaseId: second.assignment.leaseId,
      level: 'info',
      origin: 'model',
      message: 'again',
    });
    second.worker.complete(second.assignment);
    expect(await second.ended).toMatchObject({ state: 'completed', attempt: 2 });
    expect(readdirSync(bench.home.tmp)).toEqual([]);
    const lines: string[] = [];
    for await (const line of readJobLog(bench.home.logs, first.jobId)) lines.push(line.message);
    expect(lines).toEqual(['Attempt 1 starts.', 'Completed.', 'Attempt 2 starts.', 'again', 'Completed.']);
  });

  it('runs a completed job again when its look-ahead check was never made', async () => {
    const first = await underWay();
    first.worker.complete(first.assignment);
    await first.ended;
    const second = await underWay({ options: { checkLookahead: true } });
    expect(second.assignment.options).toEqual({ checkLookahead: true });
    second.worker.complete(second.assignment);
    await second.ended;
    expect(await bench.service.submit(bench.request({ options: { checkLookahead: true } }))).toMatchObject({
      existing: true,
    });
  });

  it('Q32 tells progress at once, never backwards, and writes it down every five seconds', async () => {
    const told: number[] = [];
    bench.service.onProgress((_job, progress) => told.push(progress.fraction));
    const { jobId, ended, worker, assignment } = await underWay();
    const { leaseId } = assignment;
    worker.say({ type: 'progress', leaseId, progress: progressAt(0.4) });
    worker.say({ type: 'progress', leaseId, progress: progressAt(0.3) });
    expect(bench.store.get(jobId)?.progress.fraction).toBe(0);
    await bench.clock.advance(5000);
    worker.say({ type: 'progress', leaseId, progress: progressAt(0.5) });
    expect(told).toEqual([0.4, 0.4, 0.5]);
    expect(bench.store.get(jobId)?.progress).toMatchObject({ fraction: 0.5, phase: 'simulating' });
    worker.complete(assignment);
    await ended;
  });
});

describe('a run that goes wrong', () => {
  it('Q17 fails with exit code and last output when the worker crashes, and ends its children', async () => {
    const { ended, worker, assignment } = await underWay();
    worker.say({
      type: 'heartbeat',
      leaseId: assignment.leaseId,
      residentBytes: 1,
      childPids: [900_000_500],
    });
    await settled();
    worker.print('Fatal: segmentation\n');
    worker.exit(139);
    expect(await ended).toMatchObject({
      state: 'failed',
      error: {
        code: 'WORKER_CRASHED',
        message: expect.stringMatching(/exit code 139.*Fatal: segmentation/s),
      },
    });
    expect(bench.tree.killed).toContain(900_000_500);
  });

  it('fails when the worker dies before it says anything', async () => {
    const jobId = await submitted();
    const ended = bench.service.runToEnd(jobId);
    const worker = await bench.spawner.next();
    worker.exit(null, null);
    expect(await ended).toMatchObject({ state: 'failed', error: { code: 'WORKER_CRASHED' } });
  });

  it('Q15 does not take a worker that heartbeats for hung, but stops it at its time limit, with both figures', async () => {
    const { ended, worker, assignment } = await underWay({ spec: { timeout_seconds: 300 } });
    const { leaseId } = assignment;
    for (let second = 0; second < 298; second += 2) {
      worker.say({ type: 'heartbeat', leaseId, residentBytes: 1, childPids: [] });
      await bench.clock.advance(2000);
    }
    expect(worker.killed).toBe(false);
    await bench.clock.advance(2500);
    expect(worker.killed).toBe(true);
    expect(await ended).toMatchObject({
      state: 'failed',
      error: {
        code: 'TIMEOUT',
        message: expect.stringMatching(/ran for 300 s .* limit of 300 s/),
        details: { timeout_seconds: 300, ran_seconds: 300 },
      },
    });
  });

  it('Q16 Q17 kills worker and children together above the memory limit, and says the figures', async () => {
    const { ended, worker, assignment } = await underWay({ spec: { memory_limit_mb: 512 } });
    const { leaseId } = assignment;
    bench.tree.children = [900_000_600];
    bench.tree.bytes = 500 * 1024 * 1024;
    worker.say({ type: 'heartbeat', leaseId, residentBytes: 1, childPids: [900_000_600] });
    await settled();
    expect(worker.killed).toBe(false);
    bench.tree.bytes = 700 * 1024 * 1024;
    worker.say({ type: 'heartbeat', leaseId, residentBytes: 1, childPids: [900_000_600] });
    expect(await ended).toMatchObject({
      state: 'failed',
      error: {
        code: 'OUT_OF_MEMORY',
        message: expect.stringContaining('700 MiB, more than its limit of 512 MiB'),
        details: { used_mb: 700, limit_mb: 512 },
      },
    });
    expect(bench.tree.killed).toContain(900_000_600);
  });

  it('watches memory by its own clock when heartbeats stay away', async () => {
    const { ended, worker } = await underWay({ spec: { memory_limit_mb: 512 } });
    bench.tree.bytes = 700 * 1024 * 1024;
    await bench.clock.advance(2500);
    expect(worker.killed).toBe(true);
    expect(await ended).toMatchObject({ error: { code: 'OUT_OF_MEMORY' } });
  });

  it('Q29 keeps no result whose files are not what the manifest says', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    worker.complete(assignment, {
      seal: (folder) => {
        writeFileSync(join(folder, 'predictions.parquet'), 'PAR2');
      },
    });
    expect(await ended).toMatchObject({
      state: 'failed',
      error: { code: 'RESULT_CORRUPT', message: expect.stringContaining('predictions.parquet') },
    });
    expect(existsSync(resultFolder(jobId))).toBe(false);
    expect(readdirSync(bench.home.tmp)).toEqual([]);
  });

  it('keeps the earlier result on disk when a forced second run fails', async () => {
    const first = await underWay();
    first.worker.complete(first.assignment);
    await first.ended;
    const second = await underWay({ force: true });
    second.worker.exit(1);
    expect(await second.ended).toMatchObject({ state: 'failed', resultPath: null });
    expect(existsSync(resultFolder(first.jobId))).toBe(true);
  });

  it('refuses a worker that speaks another protocol', async () => {
    const jobId = await submitted();
    const ended = bench.service.runToEnd(jobId);
    const worker = await bench.spawner.next();
    worker.hello(99);
    expect(await ended).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } });
  });

  it('refuses to run code that changed after it was submitted', async () => {
    const jobId = await submitted();
    bench.writeModel('export default class { tick() {} predict() { return 3 } }');
    expect(await bench.service.runToEnd(jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'MODEL_LOAD_FAILED', message: expect.stringContaining('model.js changed') },
    });
  });
});

describe('cancelling', () => {
  it('Q23 ends a pending job at once', async () => {
    const jobId = await submitted();
    expect(bench.service.cancel(jobId, 'ada').state).toBe('cancelled');
    expect((await bench.service.runToEnd(jobId)).state).toBe('cancelled');
  });

  it('Q23 Q24 asks a running job to stop and keeps nothing of it', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    bench.service.cancel(jobId, 'ada');
    await worker.cancelAsked;
    worker.say({ type: 'cancelled', leaseId: assignment.leaseId });
    worker.exit(0);
    expect(await ended).toMatchObject({ state: 'cancelled', error: null });
    expect(worker.killed).toBe(false);
    expect(readdirSync(bench.home.tmp)).toEqual([]);
  });

  it('stays cancelled when the worker completes after it was asked to stop', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    bench.service.cancel(jobId, 'ada');
    await worker.cancelAsked;
    worker.complete(assignment);
    expect((await ended).state).toBe('cancelled');
    expect(existsSync(resultFolder(jobId))).toBe(false);
  });

  it('Q17 Q23 kills what does not stop within five seconds', async () => {
    const { jobId, ended, worker } = await underWay();
    bench.tree.children = [900_000_700];
    bench.service.cancel(jobId, 'ada');
    await worker.cancelAsked;
    await bench.clock.advance(4500);
    expect(worker.killed).toBe(false);
    await bench.clock.advance(1000);
    expect((await ended).state).toBe('cancelled');
    expect(worker.killed).toBe(true);
    expect(bench.tree.killed).toContain(900_000_700);
  });

  it('Q23 reaches a job that another process runs', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    const other = bench.otherStore();
    other.requestCancel(jobId, 'grace');
    other.close();
    expect((await bench.clock.advanceUntil(ended)).state).toBe('cancelled');
    await worker.cancelAsked;
    worker.say({ type: 'cancelled', leaseId: assignment.leaseId });
    worker.exit(0);
    expect((await ended).state).toBe('cancelled');
    expect(bench.store.events(jobId).find((event) => event.type === 'cancel_requested')?.actor).toBe('grace');
  });
});

describe('leases', () => {
  it('Q22 ignores what comes under a lease that is not the running one', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    worker.say({ type: 'completed', leaseId: 'an old lease', warnings: [], artifacts: [] });
    worker.say({
      type: 'failed',
      leaseId: 'an old lease',
      error: { code: 'INTERNAL', message: 'late' },
    });
    await settled();
    expect(bench.store.get(jobId)?.state).toBe('running');
    worker.complete(assignment);
    expect((await ended).state).toBe('completed');
  });

  it('Q22 gives up a job that was taken over, without writing anything', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    const other = bench.otherStore();
    other.attempts.tryAgain(
      { jobId, leaseId: assignment.leaseId },
      { code: 'INTERRUPTED', message: 'Taken over.' },
      0,
    );
    const taken = other.attempts.claim({
      leaseId: '1-0000000000000000',
      ownerProcess: `${process.pid}@`,
      jobId,
    });
    expect(taken?.state).toBe('running');
    await bench.clock.advance(600);
    expect(worker.killed).toBe(true);
    expect(bench.store.get(jobId)).toMatchObject({ state: 'running', leaseId: '1-0000000000000000' });
    expect(existsSync(resultFolder(jobId))).toBe(false);
    other.attempts.cancel({ jobId, leaseId: '1-0000000000000000' }, 'test over');
    other.close();
    expect((await bench.clock.advanceUntil(ended)).state).toBe('cancelled');
  });
});

describe('recovery', () => {
  /** A pid that no process has: above what any system gives out. */
  const gone = '900000001@';
  const lostLease = '900000001-0123456789abcdef';

  async function lostJob(maxRetries = 1): Promise<string> {
    const jobId = await submitted({ spec: { max_retries: maxRetries } });
    bench.store.attempts.claim({ leaseId: lostLease, ownerProcess: gone, jobId });
    return jobId;
  }

  it('Q29 adopts a result that was in place before the row could be written', async () => {
    const jobId = await lostJob();
    const job = bench.store.get(jobId);
    const folder = outputFolderOf(bench.home, lostLease);
    mkdirSync(folder);
    writeResult({
      jobId,
      leaseId: lostLease,
      outputFolder: folder,
      snapshotId: job?.snapshotId ?? '',
      modelHash: job?.modelHash ?? '',
      files: [],
      codeFiles: {},
      datasetVersionIds: {},
      options: { checkLookahead: false },
      cacheRoot: bench.home.cache,
      kind: 'replay',
      spec: {},
      plan: {},
      limits: { memoryMb: 1, callTimeoutSeconds: 1 },
    });
    renameSync(folder, resultFolder(jobId));
    await bench.service.recover();
    expect(bench.store.get(jobId)).toMatchObject({ state: 'completed', headline: { value: 0.25 } });
  });

  it('Q21 Q25 Q30 sends a lost job back to the queue as often as it may retry, then fails it, and deletes what it left', async () => {
    const jobId = await lostJob();
    mkdirSync(outputFolderOf(bench.home, lostLease));
    await bench.service.recover();
    expect(bench.store.get(jobId)).toMatchObject({ state: 'pending', retries: 1, leaseId: null });
    expect(readdirSync(bench.home.tmp)).toEqual([]);
    bench.store.attempts.claim({ leaseId: lostLease, ownerProcess: gone, jobId });
    await bench.service.recover();
    expect(bench.store.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'INTERRUPTED' } });
  });

  it('Q17 ends what a lost job has left, and nothing of another', async () => {
    await lostJob();
    bench.tree.started.set(`HINDCAST_LEASE=${lostLease}`, [11, 12]).set('HINDCAST_LEASE=other', [13]);
    await bench.service.recover();
    expect(bench.tree.killed).toEqual([11, 12]);
  });

  it('keeps the wish of whoever cancelled', async () => {
    const jobId = await lostJob();
    bench.store.requestCancel(jobId, 'ada');
    await bench.service.recover();
    expect(bench.store.get(jobId)?.state).toBe('cancelled');
  });

  it('leaves alone what a living process runs', async () => {
    const { jobId, ended, worker, assignment } = await underWay();
    await bench.service.recover();
    expect(bench.store.get(jobId)?.state).toBe('running');
    expect(existsSync(assignment.outputFolder)).toBe(true);
    worker.complete(assignment);
    await ended;
  });

  it('is made by whoever follows a job whose process is lost', async () => {
    const jobId = await lostJob();
    const ended = bench.service.runToEnd(jobId);
    await settled();
    const next = bench.spawner.next();
    // The first retry waits for 5 s.
    const worker = await bench.clock.advanceUntil(next);
    worker.hello();
    worker.complete(await worker.started);
    expect(await ended).toMatchObject({ state: 'completed', attempt: 2 });
  });
});

it('keeps the log of a job that failed', async () => {
  const { jobId, ended, worker } = await underWay();
  worker.print('about to fail\n');
  worker.exit(1);
  await ended;
  expect(readFileSync(join(bench.home.logs, `${jobId}.jsonl`), 'utf8')).toContain('about to fail');
});
