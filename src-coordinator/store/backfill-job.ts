import type { Feed } from '../../src-core/feed/feed.ts';
import { isoSeconds } from '../../src-core/time/utc.ts';

export type BackfillStatus = 'pending' | 'running' | 'completed' | 'failed';

/** A backfill of `start <= ts < end`; times of records in seconds since the epoch, UTC. */
export interface BackfillJob {
  readonly id: string;
  readonly feed: Feed;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Everything before it is stored. */
  readonly cursorSeconds: number;
  /** Records taken from the provider, repeated ones counted each time. */
  readonly recordsWritten: number;
  readonly pagesFetched: number;
  readonly status: BackfillStatus;
  /** Why it failed, or who cancelled it; null in every other state. */
  readonly error: string | null;
  /** Whether a failed job failed because it was cancelled. */
  readonly cancelled: boolean;
  readonly createdMilliseconds: number;
  readonly updatedMilliseconds: number;
}

/** A job as the API shows it (contract section 1.3); `cancelled` is beyond the contract. */
export function backfillJobToJson(job: BackfillJob): Record<string, unknown> {
  return {
    id: job.id,
    ...job.feed,
    start_ts: isoSeconds(job.startSeconds),
    end_ts: isoSeconds(job.endSeconds),
    cursor_ts: isoSeconds(job.cursorSeconds),
    records_written: job.recordsWritten,
    pages_fetched: job.pagesFetched,
    status: job.status,
    error: job.error,
    cancelled: job.cancelled,
    created_at: new Date(job.createdMilliseconds).toISOString(),
    updated_at: new Date(job.updatedMilliseconds).toISOString(),
  };
}

/** How far the cursor stands between start and end, 0 to 100. */
export function progressPercent(job: BackfillJob): number {
  const share = (job.cursorSeconds - job.startSeconds) / (job.endSeconds - job.startSeconds);
  return Math.min(100, Math.max(0, share * 100));
}
