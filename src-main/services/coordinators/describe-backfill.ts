import type { Backfill } from '../../../src-core/api/contract/coordinators.ts';
import { granularitySeconds } from '../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../src-core/feed/feed-schema.ts';
import type { BackfillJob } from '../coordinator/coordinator-schemas.ts';

/** A page takes seconds; a coordinator that shows nothing for this long has most likely lost its job. */
export const stuckMilliseconds = 10 * 60_000;

/** Gaps at the end shorter than this are no sign that a provider gave up. */
const shortGapMilliseconds = 3600_000;

/**
 * A backfill as screens show it; undefined when its feed is none that Hindcast can hold.
 *
 * @param now the coordinator's clock is taken to agree with it
 */
export function describeBackfill(job: BackfillJob, now: Date): Backfill | undefined {
  const { source, subject, kind, granularity, progressPercent: _, ...rest } = job;
  const feed = feedSchema.safeParse({ source, subject, kind, granularity });
  if (!feed.success) return undefined;
  return {
    ...rest,
    feed: feed.data,
    fraction: backfillFraction(job),
    isStuck: isOpen(job) && now.getTime() - Date.parse(job.updatedAt) > stuckMilliseconds,
    isTruncated: isTruncated(job),
  };
}

/** Whether it has still to end. */
export function isOpen({ status }: Pick<BackfillJob, 'status'>): boolean {
  return status === 'pending' || status === 'running';
}

/** Where the cursor stands between start and end, in [0, 1]; a completed one may stand before its end (contract section 1.3). */
export function backfillFraction(job: Pick<BackfillJob, 'startTs' | 'endTs' | 'cursorTs'>): number {
  const start = Date.parse(job.startTs);
  const length = Date.parse(job.endTs) - start;
  if (job.cursorTs === null || !(length > 0)) return 0;
  return Math.min(1, Math.max(0, (Date.parse(job.cursorTs) - start) / length));
}

/**
 * Whether it completed although its last record lies well before its end: what a provider failure looks like from
 * outside (contract section 1.9). Records of after it ended do not count as missing.
 */
function isTruncated(job: BackfillJob): boolean {
  if (job.status !== 'completed') return false;
  const end = Math.min(Date.parse(job.endTs), Date.parse(job.updatedAt));
  const period = (granularitySeconds(job.granularity) ?? 0) * 1000;
  return end - Date.parse(job.cursorTs ?? job.startTs) > Math.max(shortGapMilliseconds, 2 * period);
}
