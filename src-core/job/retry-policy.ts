import type { ErrorCode } from '../errors/hindcast-error.ts';

/** How often an attempt that ended for a transient cause is made again, for jobs that do not say. */
export const defaultMaxRetries = 3;
/** How long the first retry waits, the second, and so on, unless the settings say otherwise. */
export const defaultRetryDelaysSeconds: readonly number[] = [5, 60, 300];
/** No retry waits longer, whatever is chosen. */
export const longestRetryDelaySeconds = 3600;

/** Causes that say nothing about the job: the same attempt may succeed. Rule Q25. */
const transientCodes: ReadonlySet<ErrorCode> = new Set(['WORKER_CRASHED', 'INTERRUPTED']);

export interface RetryState {
  /** Automatic retries since a person last asked for the job. */
  readonly retries: number;
  readonly maxRetries: number;
}

/**
 * After how many seconds a failed attempt is made again; null when it is not. Beyond the last delay given, that one
 * repeats.
 *
 * @param delaysSeconds the first retry waits the first of these, and so on
 */
export function retryDelaySeconds(
  code: ErrorCode,
  { retries, maxRetries }: RetryState,
  delaysSeconds: readonly number[],
): number | null {
  if (!transientCodes.has(code) || retries >= maxRetries) return null;
  return delaysSeconds[Math.min(retries, delaysSeconds.length - 1)] ?? 0;
}
