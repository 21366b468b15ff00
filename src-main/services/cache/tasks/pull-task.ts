import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import type { ActivityRequest } from '../../activities/activity-log.ts';
import type { BandwidthLimit } from '../../coordinator/bandwidth-limit.ts';
import type { CoordinatorClient } from '../../coordinator/coordinator-client.ts';
import { pullCandles } from '../pull/pull-candles.ts';
import type { PullProgress } from '../pull/pull-progress.ts';
import { describeBytes } from './describe-bytes.ts';
import { describeSpeed } from './describe-speed.ts';
import { daysNamed, waitingMessage, type TaskParts } from './task-parts.ts';

export interface PullTask {
  readonly client: CoordinatorClient;
  readonly feed: Feed;
  /** UTC days, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly refresh: boolean;
  readonly concurrency?: number | undefined;
  readonly fileTimeoutSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
}

/** Bringing days of a feed from a coordinator, as something to follow and to cancel. */
export function pullTask(
  parts: TaskParts & { readonly bandwidth?: BandwidthLimit | undefined },
  task: PullTask,
): ActivityRequest {
  const { feed, client } = task;
  return {
    kind: 'pull',
    title: `Pull ${feedPath(feed)}`,
    subject: feedPath(feed),
    run: (signal, report) => {
      if (parts.turns.isTaken(feed)) report(null, waitingMessage);
      return parts.turns.take(feed, signal, async () => {
        report(null, `Asking ${client.baseUrl} which days it has`);
        try {
          const result = await pullCandles(
            { ...parts, client },
            {
              ...task,
              ...limitsOf(task),
              signal,
              onProgress: (progress) => report(fractionOf(progress), describe(progress)),
            },
          );
          const { downloaded, refreshed, skipped, bytes, missingDays } = result;
          return {
            downloaded: downloaded.length,
            refreshed: refreshed.length,
            skipped: skipped.length,
            bytes,
            missing_days: missingDays.slice(0, daysNamed),
            missing_day_count: missingDays.length,
          };
        } catch (error) {
          throw withShortDetails(error);
        } finally {
          parts.onChanged();
        }
      });
    },
  };
}

function limitsOf({ fileTimeoutSeconds, timeoutSeconds }: PullTask): {
  fileTimeout?: number;
  timeout?: number;
} {
  return {
    ...(fileTimeoutSeconds === undefined ? {} : { fileTimeout: fileTimeoutSeconds * 1000 }),
    ...(timeoutSeconds === undefined ? {} : { timeout: timeoutSeconds * 1000 }),
  };
}

function fractionOf({ bytesDone, bytesTotal }: PullProgress): number | null {
  return bytesTotal === 0 ? null : Math.min(1, bytesDone / bytesTotal);
}

function describe(progress: PullProgress): string {
  const { filesDone, filesTotal, bytesDone, bytesTotal } = progress;
  const days = `${filesDone} of ${filesTotal} days`;
  const speed = describeSpeed(progress);
  if (bytesTotal === 0) return days;
  return `${days}, ${describeBytes(bytesDone, bytesTotal)}${speed === '' ? '' : `, ${speed}`}`;
}

/** An error of a pull names every file of it; as an event, of which many are sent, it has to be small. */
function withShortDetails(error: unknown): unknown {
  if (!(error instanceof HindcastError) || error.details === undefined) return error;
  const details = Object.fromEntries(
    Object.entries(error.details).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.slice(0, daysNamed) : value,
    ]),
  );
  return new HindcastError(error.code, error.message, { details, cause: error });
}
