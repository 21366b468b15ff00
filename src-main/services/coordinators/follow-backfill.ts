import type { Backfill } from '../../../src-core/api/contract/coordinators.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { formatCount } from '../../../src-core/result/format-figure.ts';
import type { ActivityRequest, ReportActivity } from '../activities/activity-log.ts';
import type { CoordinatorClient } from '../coordinator/coordinator-client.ts';
import type { BackfillJob } from '../coordinator/coordinator-schemas.ts';
import type { Clock } from '../jobs/clock.ts';
import { backfillFraction, describeBackfill, isOpen } from './describe-backfill.ts';
import { pause } from './pause.ts';

export interface FollowParts {
  /** Tries once: whoever follows asks again anyway. */
  readonly client: CoordinatorClient;
  readonly clock: Clock;
  /** Told when the backfill changed its status. */
  readonly onStatus: () => void;
}

const firstPause = 500;
const longestPause = 10_000;
/** A coordinator that is restarted is back by then. */
const patienceMilliseconds = 10 * 60_000;

/**
 * Following a backfill to its end, as something to watch. Cancelling that ends the watching only: telling a coordinator
 * to stop is beyond the contract (section 1.1). One that is cancelled there ends as cancelled here.
 */
export function followBackfill(parts: FollowParts, backfill: Backfill): ActivityRequest {
  return {
    kind: 'backfill',
    title: `Backfill ${feedPath(backfill.feed)}`,
    subject: feedPath(backfill.feed),
    run: async (signal, report) => {
      const job = await untilEnded(parts, backfill.id, backfill.status, signal, report).catch(
        (error: unknown) => {
          if (signal.aborted) report(null, 'No longer followed; the coordinator goes on with it');
          throw error;
        },
      );
      const described = describeBackfill(job, parts.clock.now());
      const fraction = backfillFraction(job);
      if (job.status === 'cancelled') {
        report(fraction, `Cancelled at the coordinator after ${describe(job)}`);
        throw new HindcastError('CANCELLED', 'The backfill was cancelled at the coordinator.');
      }
      report(fraction, describe(job));
      if (job.status === 'failed') {
        throw new HindcastError(
          'COORDINATOR_REFUSED',
          `The backfill failed at the coordinator: ${job.error ?? 'it does not say why'}.`,
          { details: { backfill_id: job.id, records_written: job.recordsWritten } },
        );
      }
      return {
        backfill_id: job.id,
        records_written: job.recordsWritten,
        pages_fetched: job.pagesFetched,
        is_truncated: described?.isTruncated ?? false,
      };
    },
  };
}

async function untilEnded(
  { client, clock, onStatus }: FollowParts,
  id: string,
  firstStatus: BackfillJob['status'],
  signal: AbortSignal,
  report: ReportActivity,
): Promise<BackfillJob> {
  let status = firstStatus;
  let records = -1;
  let wait = firstPause;
  let answeredAt = clock.monotonicMilliseconds();
  for (;;) {
    try {
      const job = await client.backfillJob(id, signal);
      answeredAt = clock.monotonicMilliseconds();
      report(backfillFraction(job), describeProgress(job, clock.now()));
      if (job.status !== status) onStatus();
      status = job.status;
      if (!isOpen(job)) return job;
      // What moves is looked at often, what stands still ever less.
      wait = job.recordsWritten === records ? Math.min(longestPause, wait * 2) : firstPause;
      records = job.recordsWritten;
    } catch (error) {
      if (!isPassing(error) || clock.monotonicMilliseconds() - answeredAt > patienceMilliseconds) throw error;
      wait = Math.min(longestPause, wait * 2);
      report(null, 'The coordinator does not answer; asking again');
    }
    await pause(clock, wait, signal);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof HindcastError && error.code === 'COORDINATOR_UNREACHABLE';
}

function describeProgress(job: BackfillJob, now: Date): string {
  if (describeBackfill(job, now)?.isStuck !== true) return describe(job);
  return `No sign of life since ${job.updatedAt}: the coordinator may have lost it`;
}

function describe({ recordsWritten, pagesFetched }: BackfillJob): string {
  return `${formatCount(recordsWritten)} records in ${formatCount(pagesFetched)} ${pagesFetched === 1 ? 'page' : 'pages'}`;
}
