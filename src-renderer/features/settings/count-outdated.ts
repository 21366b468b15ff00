import type { JobRow } from '../../../src-core/api/job-row.ts';

const millisecondsPerDay = 24 * 60 * 60 * 1000;

/** How many jobs the queue would delete now: ended, not pinned, and older than they are kept; 0 days keeps all. */
export function countOutdated(
  jobs: readonly Pick<JobRow, 'completedAt' | 'pinned'>[],
  retentionDays: number,
  nowMilliseconds: number,
): number {
  if (retentionDays === 0) return 0;
  const oldest = nowMilliseconds - retentionDays * millisecondsPerDay;
  return jobs.filter(
    ({ completedAt, pinned }) => !pinned && completedAt !== null && Date.parse(completedAt) < oldest,
  ).length;
}
