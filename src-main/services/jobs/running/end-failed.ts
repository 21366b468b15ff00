import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { retryDelaySeconds } from '../../../../src-core/job/retry-policy.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { Lease } from '../store/job-attempts.ts';
import type { JobStore } from '../store/job-store.ts';

/**
 * Ends an attempt that failed: the job fails, or waits to be tried again. Rule Q25.
 *
 * @param job as it was claimed
 * @param delaysSeconds how long the first retry waits, the second, and so on
 * @returns false when the lease is no longer held
 */
export function endFailed(
  store: JobStore,
  job: JobRecord,
  lease: Lease,
  error: ErrorEnvelope,
  delaysSeconds: readonly number[],
): boolean {
  const delay = retryDelaySeconds(error.code, job, delaysSeconds);
  return delay === null ? store.attempts.fail(lease, error) : store.attempts.tryAgain(lease, error, delay);
}
