import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { verifyManifest } from '../../results/manifest-check.ts';
import { readSummary } from '../../results/result-files.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { JobCompletion } from '../store/job-attempts.ts';

/** What is kept in the row of a result. */
export type CheckedResult = Pick<JobCompletion, 'headline' | 'resultBytes'>;

/**
 * Checks every file of a finished attempt, forces them to disk, and tells what the result says.
 *
 * @throws HindcastError `RESULT_CORRUPT` when it is not whole, or not of this job
 */
export async function checkResult(job: JobRecord, outputFolder: string): Promise<CheckedResult> {
  const { files } = await verifyManifest(outputFolder, job.jobId, { flush: true });
  const summary = await readSummary(outputFolder);
  const { receipt } = summary;
  if (receipt.snapshot_id !== job.snapshotId || receipt.job_id !== job.jobId) {
    throw new HindcastError(
      'RESULT_CORRUPT',
      `The worker's summary is of job ${receipt.job_id} on snapshot ${receipt.snapshot_id}, ` +
        `not of ${job.jobId} on ${job.snapshotId}.`,
    );
  }
  return {
    headline: summary.headline,
    resultBytes: files.reduce((sum, file) => sum + file.size_bytes, 0),
  };
}
