import Database from 'better-sqlite3';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startJob } from '../testing/job-under-way.ts';
import { JobBench, removal } from '../testing/job-bench.ts';
import { removeJobs } from './job-removal.ts';

let bench: JobBench;
let jobId: string;
beforeEach(async () => {
  bench = new JobBench();
  const started = await startJob(bench);
  started.worker.complete(started.assignment);
  await started.ended;
  jobId = started.jobId;
});
afterEach(() => bench.remove());

const manifest = (): string => join(bench.home.results, jobId, 'manifest.json');
const remove = () =>
  removeJobs(bench.home, { store: bench.store, onTrouble: () => undefined }, [jobId], removal);

it('Q35 deletes the files of a job with its row', async () => {
  expect(await remove()).toEqual({ done: [jobId], failed: [] });
  expect(existsSync(manifest())).toBe(false);
  expect(readdirSync(bench.home.tmp)).toEqual([]);
  expect(readdirSync(bench.home.logs)).toEqual([]);
});

it('Q29 keeps the files of a job that the database does not let go', async () => {
  const other = new Database(bench.home.database);
  other.exec("CREATE TRIGGER no_end BEFORE DELETE ON job BEGIN SELECT RAISE(ABORT, 'not now'); END");
  other.close();
  expect((await remove()).failed).toMatchObject([{ jobId }]);
  expect(bench.store.get(jobId)?.state).toBe('completed');
  expect(existsSync(manifest())).toBe(true);
  expect(readdirSync(bench.home.logs)).toHaveLength(1);
});
