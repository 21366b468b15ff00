import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { dayOf, parseRange, parseTime } from '../../../src-core/time/utc.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { removeDays } from '../../services/cache/upkeep/remove-days.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { findCachedFeed } from './cached-feed.ts';
import { withData, type DataOptions } from './data-context.ts';

export interface DataRemoveOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY` */
  readonly feed: string;
  /** First and last day to delete, both included; the first and last that are there when left out. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * `hindcast data remove`: deletes candle files of a feed from the cache. Runs that were pinned to them keep their
 * results, but cannot be run again before those days are back.
 *
 * @throws HindcastError `BAD_INPUT`; `UNKNOWN_FEED` when there is no day of the feed; `DATA_MISSING` when there is none
 *   in the range
 */
export async function runDataRemove(options: DataRemoveOptions, io: CommandIo): Promise<void> {
  const name = feedPath(parseFeedPath(options.feed));
  const from = options.from === undefined ? undefined : parseDay(options.from);
  const to = options.to === undefined ? undefined : parseDay(options.to);
  if (from !== undefined && to !== undefined) parseRange(from, to);
  const { days, removed } = await withData(options, async ({ cache }) => {
    const feed = await findCachedFeed(cache, name);
    const cached = await cache.cachedDays(feed);
    const unwanted = cached.filter((day) => (from ?? day) <= day && day <= (to ?? day));
    if (unwanted.length === 0) throw nothingInRange(name, cached, from, to);
    return { days: unwanted, removed: await removeDays(cache, feed, unwanted) };
  });
  const [firstDay, lastDay] = [days[0], days.at(-1)];
  const document = {
    feed: name,
    first_day: firstDay,
    last_day: lastDay,
    removed_files: removed.files,
    removed_bytes: removed.bytes,
  };
  writeResult(
    io,
    document,
    () =>
      `Removed ${amountOf(removed.files, 'file')} of ${name} ` +
      `(${byteSize(removed.bytes)}): ${firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`}.`,
  );
}

/** Files hold whole days, so a time of day would delete more than it says. */
function parseDay(text: string): string {
  const { seconds, hasTimeOfDay } = parseTime(text);
  if (!hasTimeOfDay) return dayOf(seconds);
  throw new HindcastError('BAD_INPUT', `Only whole days can be removed: write "${text}" as YYYY-MM-DD.`);
}

function nothingInRange(
  feed: string,
  cached: readonly string[],
  from: string | undefined,
  to: string | undefined,
): HindcastError {
  const range = [...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`])];
  const [first, last] = [cached[0], cached.at(-1)];
  return new HindcastError(
    'DATA_MISSING',
    `There are no candles of ${feed} ${range.join(' ')} in the cache; its days lie between ${first} and ${last}. ` +
      'Choose other dates.',
    { details: { feed, first_day: first, last_day: last } },
  );
}
