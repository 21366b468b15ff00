import type { DayCoverage } from '../../../src-core/data/feed-coverage.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { findCachedFeed } from './cached-feed.ts';
import { withData, type DataOptions } from './data-context.ts';
import { formatBytes } from './format-bytes.ts';

export interface DataListOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY`; all feeds when left out. */
  readonly feed?: string;
}

interface FeedCoverage {
  readonly feed: string;
  /** Size of the day files. */
  readonly sizeBytes: number;
  /** Every day from the first to the last that has a file. */
  readonly days: readonly DayCoverage[];
}

/** `hindcast data list`: shows for each feed of the cache how much room it takes and how full its days are. */
export async function runDataList(options: DataListOptions, io: CommandIo): Promise<void> {
  const feeds = await withData(options, async ({ cache, worker }) => {
    const covered: FeedCoverage[] = [];
    const { feed: name } = options;
    for (const feed of name === undefined ? await cache.listFeeds() : [await findCachedFeed(cache, name)]) {
      const cached = await cache.cachedDays(feed);
      const days = daysBetween(cached[0] ?? '', cached.at(-1) ?? '');
      covered.push({
        feed: feedPath(feed),
        sizeBytes: await cache.sizeOf(feed, cached),
        days: await worker.request('coverage', { root: cache.root, feed, days }),
      });
    }
    return covered;
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

function totalOf(feeds: number, sizeBytes: number): string[] {
  return feeds === 1 ? [] : [`In total: ${feeds} feeds, ${formatBytes(sizeBytes)}`];
}

function describeFeed({ feed, sizeBytes, days }: FeedCoverage): string {
  const table = alignColumns(
    [
      ['Days', 'Count', 'Rows', 'Expected', 'State'],
      ...runsOfDays(days).map(({ first, last, count }) => [
        count === 1 ? first.day : `${first.day} to ${last.day}`,
        String(count),
        `${first.rows}${count === 1 ? '' : ' a day'}`,
        first.expected === null ? '' : String(first.expected),
        first.state,
      ]),
    ],
    [1, 2, 3],
  );
  return `${feed}: ${rowsOf(days)} rows, ${formatBytes(sizeBytes)}\n${table}`;
}

/** Days in a row that are alike share a line: a year is seldom worth 365 lines. */
function runsOfDays(
  days: readonly DayCoverage[],
): { first: DayCoverage; last: DayCoverage; count: number }[] {
  const runs: { first: DayCoverage; last: DayCoverage; count: number }[] = [];
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

function rowsOf(days: readonly DayCoverage[]): number {
  return days.reduce((sum, { rows }) => sum + rows, 0);
}
