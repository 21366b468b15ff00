import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resultFolderOf } from './result-placement.ts';
import { JobBench, type QueueBench } from '../testing/job-bench.ts';

let bench: JobBench;
let opened: QueueBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

async function close(): Promise<void> {
  await bench.clock.advanceUntil(opened.queue.close());
}

/** A job that completed and was put back into a paused queue. */
async function completedAndAskedForAgain(): Promise<{ jobId: string; folder: string }> {
  opened = await bench.openQueue();
  const { queue } = opened;
  const { job } = await queue.service.submit(bench.request());
  const worker = await bench.spawner.next();
  worker.hello();
  const ended = new Promise((resolve) => queue.onEnded(resolve));
  worker.complete(await worker.started);
  await bench.clock.advanceUntil(ended);
  queue.store.order.pause('ada');
  queue.store.retry(job.jobId, 'ada');
  return { jobId: job.jobId, folder: resultFolderOf(bench.home, job.jobId) };
}

describe('a job that completed, is run again and cancelled', () => {
  it('Q24 leaves no file of the result it had', async () => {
    const { jobId, folder } = await completedAndAskedForAgain();
    expect(existsSync(folder)).toBe(true);
    opened.queue.service.cancel(jobId, 'ada');
    await close();
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(bench.home.tmp)).toEqual([]);
    expect(opened.troubles).toEqual([]);
  });

  it('Q24 leaves none either when it was cancelled while nobody looked', async () => {
    const { jobId, folder } = await completedAndAskedForAgain();
    await close();
    bench.store.requestCancel(jobId, 'ada');
    opened = await bench.openQueue();
    expect(existsSync(folder)).toBe(false);
    await close();
  });

  it('keeps the files while it waits', async () => {
    const { folder } = await completedAndAskedForAgain();
    const kept = join(bench.folder, 'kept');
    cpSync(folder, kept, { recursive: true });
    await close();
    opened = await bench.openQueue();
    expect(readdirSync(folder).toSorted()).toEqual(readdirSync(kept).toSorted());
    await close();
  });
});
