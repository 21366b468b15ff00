import { afterEach, beforeEach, expect, it } from 'vitest';
import { JobBench } from '../testing/job-bench.ts';
import { refuse } from '../testing/refuse.ts';
import { actOnJobs } from './bulk-action.ts';

let bench: JobBench;
let jobIds: string[];
const troubles: unknown[] = [];
beforeEach(async () => {
  bench = new JobBench();
  troubles.length = 0;
  jobIds = [];
  for (let seed = 0; seed < 120; seed++) {
    jobIds.push((await bench.service.submit(bench.request({ spec: { seed } }))).job.jobId);
  }
});
afterEach(() => bench.remove());

const cancelAll = () =>
  actOnJobs(
    { store: bench.store, onTrouble: (thrown) => troubles.push(thrown) },
    jobIds,
    (jobId) => void bench.store.requestCancel(jobId, 'ada'),
  );

it('waits for the disk once for fifty jobs, and lets others have their turn in between', async () => {
  let commits = 0;
  bench.store.onCommit(() => commits++);
  let turns = 0;
  const count = (): void => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  expect(await cancelAll()).toEqual({ done: jobIds, failed: [] });
  clearImmediate(next);
  expect(commits).toBe(3);
  expect(turns).toBeGreaterThanOrEqual(3);
});

it('Q31 says what is done and what is not when the database takes no more', async () => {
  bench.store.onCommit(() =>
    refuse(bench.store, 'together', 'SQLITE_BUSY', { first: (work) => void work() }),
  );
  const { done, failed } = await cancelAll();
  expect(done).toEqual(jobIds.slice(0, 50));
  expect(failed.map(({ jobId }) => jobId)).toEqual(jobIds.slice(50));
  expect(failed[0]?.error.code).toBe('INTERNAL');
  expect(troubles).toHaveLength(1);
});
