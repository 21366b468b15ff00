import type { BulkOutcome } from '../../../src-core/api/common-schemas.ts';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { formatWhole } from '../../format/number.ts';

/** "1 job", "10,000 jobs". */
export function countJobs(jobs: number): string {
  return jobs === 1 ? '1 job' : `${formatWhole(jobs)} jobs`;
}

/** What to say about a command on many jobs; `isTrouble` when some of them refused. */
export function describeOutcome(
  verb: string,
  jobs: readonly Pick<JobRow, 'jobId' | 'name'>[],
  { done, failed }: BulkOutcome,
): { message: string; isTrouble: boolean } {
  const [first] = failed;
  if (first === undefined) return { message: `${verb}: ${countJobs(done.length)}.`, isTrouble: false };
  const name = jobs.find(({ jobId }) => jobId === first.jobId)?.name ?? first.jobId.slice(0, 8);
  const others =
    failed.length > 1
      ? ` So ${failed.length === 2 ? 'was' : 'were'} ${formatWhole(failed.length - 1)} more.`
      : '';
  const some = done.length === 0 ? '' : `${verb}: ${countJobs(done.length)}. `;
  return { message: `${some}${name} was refused: ${first.error.message}${others}`, isTrouble: true };
}
