import { expectedCandles, spanOfDay } from '../../../src-core/quality/day-quality.ts';
import type { DayState } from '../../../src-core/quality/day-state.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { formatCount } from '../../../src-core/result/format-figure.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { stateOfContent } from '../../services/cache/quality/calendar.ts';
import { knownDays } from '../../services/cache/quality/day-qualities.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { findCachedFeed } from './cached-feed.ts';
import { withData, type DataContext, type DataOptions } from './data-context.ts';

export interface DataListOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY`; all feeds when left out. */
  readonly feed?: string;
}

interface ListedDay {
  readonly day: string;
  readonly rows: number;
  /** Candles of a full day by the granularity; null when that names no period of a day or less. */
  readonly expected: number | null;
  readonly state: DayState;
}

interface ListedFeed {
  readonly feed: string;
  /** Size of the day files. */
  readonly sizeBytes: number;
  /** Every day from the first to the last that has a file. */
  readonly days: readonly ListedDay[];
}

/** `hindcast data list`: shows for each feed of the cache how much room it takes and how full its days are. */
export async function runDataList(options: DataListOptions, io: CommandIo): Promise<void> {
  const feeds = await withData(options, async (context) => {
    const { cache } = context;
    const { feed: name } = options;
    const listed: ListedFeed[] = [];
    for (const feed of name === undefined ? await cache.listFeeds() : [await findCachedFeed(cache, name)]) {
      listed.push(await listFeed(context, feed));
    }
    return listed;
  });
  const sizeBytes = feeds.reduce((sum, feed) => sum + feed.sizeBytes, 0);
  const document = {
    home: options.home.root,
    size_bytes: sizeBytes,
    feeds: feeds.map(({ feed, sizeBytes: ofFeed, days }) => ({
      feed,
      size_bytes: ofFeed,
      first_day: days[0]?.day,
      last_day: days.at(-1)?.day,
      rows: rowsOf(days),
      days,
    })),
  };
  writeResult(io, document, () =>
    feeds.length === 0
      ? `There are no candles in ${options.home.cache} yet. Bring some with "hindcast data pull" or "hindcast data import".`
      : [...feeds.map(describeFeed), ...totalOf(feeds.length, sizeBytes)].join('\n\n'),
  );
}

async function listFeed({ cache, worker }: DataContext, feed: Feed): Promise<ListedFeed> {
  const cached = await cache.cachedDays(feed);
  const days = daysBetween(cached[0] ?? '', cached.at(-1) ?? '');
  const known = await knownDays(cache, (query) => worker.request('assessDays', query), feed, days);
  return {
    feed: feedPath(feed),
    sizeBytes: [...known.values()].reduce((sum, { stat }) => sum + stat.size, 0),
    days: days.map((day) => {
      const file = known.get(day);
      return {
        day,
        rows: file?.content?.rows ?? 0,
        expected: expectedCandles(feed, spanOfDay(day)),
        state: file === undefined ? 'absent' : stateOfContent(file.content),
      };
    }),
  };
}

function totalOf(feeds: number, sizeBytes: number): string[] {
  return feeds === 1 ? [] : [`In total: ${amountOf(feeds, 'feed')}, ${byteSize(sizeBytes)}`];
}

function describeFeed({ feed, sizeBytes, days }: ListedFeed): string {
  const table = alignColumns(
    [
      ['Days', 'Count', 'Candles', 'Expected', 'State'],
      ...runsOfDays(days).map(({ first, last, count }) => [
        count === 1 ? first.day : `${first.day} to ${last.day}`,
        formatCount(count),
        `${formatCount(first.rows)}${count === 1 ? '' : ' a day'}`,
        first.expected === null ? '' : formatCount(first.expected),
        first.state,
      ]),
    ],
    [1, 2, 3],
  );
  return `${feed}: ${amountOf(rowsOf(days), 'candle')}, ${byteSize(sizeBytes)}\n${table}`;
}

/** Days in a row that are alike share a line: a year is seldom worth 365 lines. */
function runsOfDays(days: readonly ListedDay[]): { first: ListedDay; last: ListedDay; count: number }[] {
  const runs: { first: ListedDay; last: ListedDay; count: number }[] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.first.rows === day.rows && run.first.state === day.state) {
      run.last = day;
      run.count++;
    } else {
      runs.push({ first: day, last: day, count: 1 });
    }
  }
  return runs;
}

function rowsOf(days: readonly ListedDay[]): number {
  return days.reduce((sum, { rows }) => sum + rows, 0);
}
