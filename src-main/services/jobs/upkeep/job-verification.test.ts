import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Comparison } from '../../results/compare-results.ts';
import type { JobRecord } from '../store/job-record.ts';
import { verifyJob } from './job-verification.ts';
import { JobWorkerProcess } from '../running/job-worker-process.ts';
import type { FakeWorker } from '../testing/fake-worker.ts';
import { JobBench } from '../testing/job-bench.ts';

const candles = 'binance/BTCUSDT/candle/1m/2022-01-03.parquet';
let bench: JobBench;
let job: JobRecord;

beforeEach(async () => {
  bench = new JobBench();
  bench.writeCandles(candles, 'candles');
  const { job: submitted } = await bench.service.submit(bench.request());
  const ended = bench.service.runToEnd(submitted.jobId);
  const worker = await bench.spawner.next();
  worker.hello();
  worker.complete(await worker.started);
  job = await ended;
});
afterEach(() => bench.remove());

async function verify(act: (worker: FakeWorker) => Promise<void>, cancelled = false): Promise<Comparison> {
  const process = new JobWorkerProcess(bench.spawner);
  const worker = await bench.spawner.next();
  worker.hello();
  const verified = verifyJob(job, {
    home: bench.home,
    store: bench.store,
    clock: bench.clock,
    tree: bench.tree,
    worker: process,
    isCancelled: () => cancelled,
    onProgress: () => undefined,
  });
  const [comparison] = await Promise.all([verified, act(worker)]);
  return comparison;
}

it('says bit for bit when the second run gives the same, and leaves everything as it was', async () => {
  const comparison = await verify(async (worker) => worker.complete(await worker.started));
  expect(comparison).toEqual({ verdict: 'bit_for_bit', inputs: [], metrics: [] });
  expect(bench.store.get(job.jobId)).toEqual(job);
  expect(readdirSync(bench.home.tmp)).toEqual([]);
});

it('names a model that has changed since', async () => {
  bench.writeModel('export default class { tick() {} predict() { return -1 } }');
  const comparison = await verify(async (worker) => worker.complete(await worker.started));
  expect(comparison.inputs).toMatchObject([{ input: 'code file', name: 'model.js' }]);
});

it('names a candle file that was altered, with both hashes, and runs nothing', async () => {
  bench.writeCandles(candles, 'other candles');
  await expect(verify(() => Promise.resolve())).rejects.toMatchObject({
    code: 'NOT_REPRODUCED',
    message: expect.stringMatching(/2022-01-03\.parquet is [0-9a-f]{64} \(was [0-9a-f]{64}\)/),
  });
  expect(bench.spawner.workers.at(-1)?.received).toEqual([]);
});

it('names a candle file that is gone', async () => {
  rmSync(join(bench.home.cache, candles));
  await expect(verify(() => Promise.resolve())).rejects.toMatchObject({
    code: 'NOT_REPRODUCED',
    message: expect.stringContaining('2022-01-03.parquet is gone'),
  });
});

it('passes on why the second run failed', async () => {
  const failing = verify(async (worker) => {
    const { leaseId } = await worker.started;
    worker.say({ type: 'failed', leaseId, error: { code: 'MODEL_FAILED', message: 'predict() threw' } });
    worker.exit(0);
  });
  await expect(failing).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  expect(readdirSync(bench.home.tmp)).toEqual([]);
});
