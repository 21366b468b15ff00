import type { JobRow } from '../../../src-core/api/job-row.ts';
import { isTerminal, jobStates, type JobState } from '../../../src-core/job/job-state.ts';

/** Jobs that were queued together. */
export interface JobGroup {
  readonly groupId: string;
  readonly jobIds: readonly string[];
  readonly counts: Readonly<Record<JobState, number>>;
  /** Jobs that have ended, in whatever way. */
  readonly ended: number;
  /** When the first of them was made, ISO 8601. */
  readonly createdAt: string;
}

/** The groups that the jobs belong to: those with something to do first, and the newest first among them. */
export function groupsOf(jobs: readonly JobRow[]): JobGroup[] {
  const byGroup = Map.groupBy(
    jobs.filter(({ groupId }) => groupId !== null),
    ({ groupId }) => groupId ?? '',
  );
  return [...byGroup]
    .map(([groupId, members]): JobGroup => {
      const counts = Object.fromEntries(
        jobStates.map((state) => [state, members.filter((job) => job.state === state).length]),
      ) as Record<JobState, number>;
      return {
        groupId,
        jobIds: members.map(({ jobId }) => jobId),
        counts,
        ended: members.filter(({ state }) => isTerminal(state)).length,
        createdAt: members.reduce((first, { createdAt }) => (createdAt < first ? createdAt : first), '9'),
      };
    })
    .sort(
      (left, right) =>
        Number(isDone(left)) - Number(isDone(right)) || right.createdAt.localeCompare(left.createdAt),
    );
}

/** Whether nothing of a group is left to do. */
export function isDone({ ended, jobIds }: JobGroup): boolean {
  return ended === jobIds.length;
}

/**
 * How far a group is, in [0, 1]: the mean of its jobs, an ended one counting as done. Rule Q12.
 *
 * @param fractionOf how far a job is that runs
 */
export function groupFraction(
  { jobIds }: Pick<JobGroup, 'jobIds'>,
  jobs: Readonly<Record<string, JobRow>>,
  fractionOf: (jobId: string) => number,
): number {
  const done = jobIds.reduce((sum, jobId) => {
    const state = jobs[jobId]?.state ?? 'cancelled';
    if (isTerminal(state)) return sum + 1;
    return state === 'running' ? sum + fractionOf(jobId) : sum;
  }, 0);
  return jobIds.length === 0 ? 1 : done / jobIds.length;
}

/** What of a group failed or was cancelled, in words; undefined when nothing did. */
export function groupTrouble({ failed, cancelled }: JobGroup['counts']): string | undefined {
  const words = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
  ];
  return words.length === 0 ? undefined : words.join(', ');
}
