import { feedPath } from '../../../src-core/feed/feed.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { parseRange, parseTime, dayOf } from '../../../src-core/time/utc.ts';
import {
  resampleCandles,
  type ResampleResult,
} from '../../services/cache/files-in-and-out/resample-candles.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { findCachedFeed } from './cached-feed.ts';
import { withData, type DataOptions } from './data-context.ts';
import { roomMaker, tidyAfter } from './open-upkeep.ts';

export interface DataResampleOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY` of the candles to put together. */
  readonly feed: string;
  /** The period to make, such as `5m`. */
  readonly granularity: string;
  /** UTC days, both included; all that are here when left out. */
  readonly from?: string;
  readonly to?: string;
  /** Also replaces days that came from elsewhere. */
  readonly replace: boolean;
}

/** `hindcast data resample`: makes a feed of a larger period out of one that is here. */
export async function runDataResample(options: DataResampleOptions, io: CommandIo): Promise<void> {
  const { from, to, granularity, replace, signal } = options;
  if (from !== undefined && to !== undefined) parseRange(from, to);
  const dayIn = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : dayOf(parseTime(text).seconds);
  const [firstDay, lastDay] = [dayIn(from), dayIn(to)];
  await withData(options, async ({ cache, worker, now }) => {
    const feed = await findCachedFeed(cache, options.feed);
    const result = await resampleCandles(
      {
        cache,
        quarantine: options.home.quarantine,
        stage: (request) => worker.request('stageResampledDay', request),
        now,
        makeRoom: roomMaker(options.home, cache),
      },
      {
        feed,
        granularity,
        firstDay,
        lastDay,
        replace,
        signal,
        onProgress: (done, total) =>
          io.progress({
            label: `resampling (${done} of ${amountOf(total, 'day')})`,
            done,
            total,
            unit: 'days',
          }),
      },
    );
    await tidyAfter(options.home, cache);
    const { target, written, current, kept, empty, candles, incomplete } = result;
    const document = {
      feed: feedPath(target),
      derived_from: feedPath(feed),
      written,
      current,
      kept,
      empty,
      candles,
      incomplete,
    };
    writeResult(io, document, () => describe(feedPath(feed), result));
  });
}

function describe(from: string, result: ResampleResult): string {
  const { target, written, current, kept, empty, candles, incomplete } = result;
  const lines = [
    written.length === 0
      ? `Nothing to make of ${from}: of ${feedPath(target)}, ${amountOf(current.length, 'day')} up to date.`
      : `Made ${amountOf(candles, 'candle')} of ${feedPath(target)} out of ${from}: ${amountOf(written.length, 'day')} made, ${amountOf(current.length, 'day')} up to date.`,
  ];
  if (incomplete > 0) {
    lines.push(
      `Of fewer candles than their period holds: ${amountOf(incomplete, 'candle')}; their meta says of how many.`,
    );
  }
  if (empty.length > 0) lines.push(`Without a price: ${empty.join(', ')}.`);
  if (kept.length > 0) {
    lines.push(
      `Left alone because they came from elsewhere: ${kept.join(', ')}. Use --replace to make them anew.`,
    );
  }
  return lines.join('\n');
}
