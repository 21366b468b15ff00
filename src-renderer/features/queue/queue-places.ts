import type { JobRow } from '../../../src-core/api/job-row.ts';

/** A job of the queue, with its place among those that wait: 1 is the next. */
export interface QueueRow extends JobRow {
  readonly place?: number;
}

/** The ids of the jobs that wait, in the order in which they start. */
export function waitingOrder(jobs: readonly JobRow[]): string[] {
  return waiting(jobs).map(({ jobId }) => jobId);
}

/**
 * Writes their places into the jobs that wait. A job whose place has not changed stays the same object, so that its row
 * is not drawn again; so do all others.
 */
export function createPlacer(): (jobs: readonly JobRow[]) => QueueRow[] {
  let known = new WeakMap<JobRow, QueueRow>();
  return (jobs) => {
    const placed = new Map<string, QueueRow>();
    const next = new WeakMap<JobRow, QueueRow>();
    for (const [index, job] of waiting(jobs).entries()) {
      const before = known.get(job);
      const row = before?.place === index + 1 ? before : { ...job, place: index + 1 };
      next.set(job, row);
      placed.set(job.jobId, row);
    }
    known = next;
    return placed.size === 0 ? [...jobs] : jobs.map((job) => placed.get(job.jobId) ?? job);
  };
}

function waiting(jobs: readonly JobRow[]): JobRow[] {
  return jobs
    .filter(({ state }) => state === 'pending')
    .sort(
      (left, right) =>
        (left.startOrder ?? 0) - (right.startOrder ?? 0) || (left.jobId < right.jobId ? -1 : 1),
    );
}
