import { resampledFeed } from '../../../../src-core/data/candle-resample.ts';
import { feedPath } from '../../../../src-core/feed/feed.ts';
import { amountOf } from '../../../../src-core/text/amount-of.ts';
import type { ActivityRequest } from '../../activities/activity-log.ts';
import {
  resampleCandles,
  type ResampleParts,
  type ResampleRequest,
} from '../files-in-and-out/resample-candles.ts';
import { daysNamed, waitingMessage, type TaskParts } from './task-parts.ts';

/**
 * Making a feed of a larger period, as something to follow and to cancel.
 *
 * @throws HindcastError `BAD_INPUT` for periods that do not fit
 */
export function resampleTask(
  parts: Pick<TaskParts, 'turns' | 'onChanged'> & ResampleParts,
  task: Pick<ResampleRequest, 'feed' | 'granularity' | 'firstDay' | 'lastDay' | 'replace'>,
): ActivityRequest {
  const { feed, granularity } = task;
  const target = resampledFeed(feed, granularity);
  return {
    kind: 'resample',
    title: `Resample ${feedPath(feed)} to ${granularity}`,
    subject: feedPath(feed),
    run: (signal, report) => {
      const feeds = [feed, target];
      if (feeds.some((each) => parts.turns.isTaken(each))) report(null, waitingMessage);
      return parts.turns.take(feeds, signal, async () => {
        try {
          const result = await resampleCandles(parts, {
            ...task,
            signal,
            onProgress: (done, total) => report(done / total, `${done} of ${amountOf(total, 'day')}`),
          });
          const { written, current, kept, empty, candles, incomplete } = result;
          report(1, describe(result));
          return {
            feed: feedPath(result.target),
            written: written.slice(0, daysNamed),
            written_count: written.length,
            current_count: current.length,
            kept: kept.slice(0, daysNamed),
            kept_count: kept.length,
            empty_count: empty.length,
            candles,
            incomplete,
          };
        } finally {
          parts.onChanged();
        }
      });
    },
  };
}

function describe({
  written,
  current,
  kept,
}: Pick<Awaited<ReturnType<typeof resampleCandles>>, 'written' | 'current' | 'kept'>): string {
  const parts = [
    `${amountOf(written.length, 'day')} made`,
    ...(current.length > 0 ? [`${amountOf(current.length, 'day')} up to date`] : []),
    ...(kept.length > 0 ? [`${amountOf(kept.length, 'day')} of another origin left alone`] : []),
  ];
  return parts.join(', ');
}
