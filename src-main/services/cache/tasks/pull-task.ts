import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import type { ActivityRequest } from '../../activities/activity-log.ts';
import type { CoordinatorClient } from '../../coordinator/coordinator-client.ts';
import { pullCandles } from '../pull-candles.ts';
import type { PullProgress } from '../pull-progress.ts';
import { describeBytes } from './describe-bytes.ts';
import { daysNamed, waitingMessage, type TaskParts } from './task-parts.ts';

export interface PullTask {
  readonly client: CoordinatorClient;
  readonly feed: Feed;
  /** UTC days, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly refresh: boolean;
}

/** Bringing days of a feed from a coordinator, as something to follow and to cancel. */
export function pullTask(parts: TaskParts, task: PullTask): ActivityRequest {
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
            { ...task, signal, onProgress: (progress) => report(fractionOf(progress), describe(progress)) },
          );
          const { downloaded, skipped, bytes, missingDays } = result;
          return {
            downloaded: downloaded.length,
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

function fractionOf({ bytesDone, bytesTotal }: PullProgress): number | null {
  return bytesTotal === 0 ? null : Math.min(1, bytesDone / bytesTotal);
}

function describe({ filesDone, filesTotal, bytesDone, bytesTotal }: PullProgress): string {
  const days = `${filesDone} of ${filesTotal} days`;
  return bytesTotal === 0 ? days : `${days}, ${describeBytes(bytesDone, bytesTotal)}`;
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
