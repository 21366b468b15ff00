import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JobBench } from '../../../services/jobs/testing/job-bench.ts';
import { startJob } from '../../../services/jobs/testing/job-under-way.ts';
import { pruneJobs } from './end-commands.ts';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  bench.remove();
});

async function completed(name: string): Promise<string> {
  const { jobId, worker, assignment, ended } = await startJob(bench, { spec: { name } });
  worker.complete(assignment);
  await ended;
  return jobId;
}

it('Q35 tells what was deleted, and of each job that could not be', async () => {
  const kept = await completed('kept');
  await bench.clock.advance(60_000);
  const deleted = await completed('deleted');
  const { resultBytes, completedAt } = bench.store.find(deleted);
  expect(resultBytes).toBeGreaterThan(0);
  const other = new Database(bench.home.database);
  other.exec(
    `CREATE TRIGGER no_end BEFORE DELETE ON job WHEN OLD.job_id = '${kept}' BEGIN SELECT RAISE(ABORT, 'not now'); END`,
  );
  other.close();
  await bench.clock.advance(2 * 24 * 60 * 60 * 1000);
  vi.useFakeTimers({ now: bench.clock.now(), toFake: ['Date'] });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const prune = pruneJobs({ days: '1', home: bench.home.root, json: true });
  await expect(prune).rejects.toThrow(`Job ${kept.slice(0, 12)}: `);
  const document: unknown = JSON.parse(String(written.mock.calls[0]?.[0]));
  expect(document).toEqual({ count: 1, bytes: resultBytes, oldest: completedAt });
  expect([bench.store.get(kept)?.state, bench.store.get(deleted)]).toEqual(['completed', undefined]);
});
