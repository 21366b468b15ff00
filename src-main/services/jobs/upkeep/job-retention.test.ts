import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { HistoryEntry } from '../store/job-record.ts';
import { settled } from '../testing/fake-clock.ts';
import { JobBench } from '../testing/job-bench.ts';
import { JobRetention } from './job-retention.ts';

let bench: JobBench;
let jobId: string;
beforeEach(async () => {
  bench = new JobBench();
  jobId = (await bench.service.submit(bench.request())).job.jobId;
  bench.store.requestCancel(jobId, 'ada');
  await bench.clock.advance(31 * 24 * 60 * 60 * 1000);
});
afterEach(() => bench.remove());

/** Looks once for what is older than 30 days. */
async function look(): Promise<unknown[]> {
  const troubles: unknown[] = [];
  const { home, store, clock } = bench;
  const retention = new JobRetention({
    home,
    store,
    clock,
    retentionDays: () => Promise.resolve(30),
    onTrouble: (thrown) => troubles.push(thrown),
  });
  await settled();
  await retention.close();
  return troubles;
}

it('Q35 says of what it deletes that it was too old', async () => {
  const told: HistoryEntry[] = [];
  bench.store.onHistory((entries) => told.push(...entries));
  expect(await look()).toEqual([]);
  const cause = 'it ended more than 30 days ago';
  expect(told).toMatchObject([{ type: 'removed', jobId, actor: 'hindcast', cause }]);
});

it('Q31 tells when it cannot delete, as nobody waits for its answer', async () => {
  vi.spyOn(bench.store, 'together').mockImplementationOnce(() => {
    throw new HindcastError('DISK_FULL', 'The disk is full.');
  });
  expect(await look()).toMatchObject([{ code: 'DISK_FULL' }]);
  expect(bench.store.get(jobId)?.state).toBe('cancelled');
});
