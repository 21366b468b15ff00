import type { DayCoverage } from '../../../src-core/data/feed-coverage.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { nearestName } from '../../../src-core/errors/nearest-name.ts';
import { feedPath, parseFeedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import type { CandleCache } from '../../services/cache/candle-cache.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { withData, type DataOptions } from './data-context.ts';
import { plainTable } from './plain-table.ts';

export interface DataListOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY`; all feeds when left out. */
  readonly feed?: string;
}

interface FeedCoverage {
  readonly feed: string;
  /** Every day from the first to the last that has a file. */
  readonly days: readonly DayCoverage[];
}

/** `hindcast data list`: shows for each feed of the cache how full its days are, from the first to the last. */
export async function runDataList(options: DataListOptions, io: CommandIo): Promise<void> {
  const feeds = await withData(options, async ({ cache, worker }) => {
    const covered: FeedCoverage[] = [];
    for (const feed of await feedsToList(cache, options.feed)) {
      const cached = await cache.cachedDays(feed);
      const days = daysBetween(cached[0] ?? '', cached.at(-1) ?? '');
      covered.push({
        feed: feedPath(feed),
        days: await worker.request('coverage', { root: cache.root, feed, days }),
      });
    }
    return covered;
  });
  const document = {
    home: options.home.root,
    feeds: feeds.map(({ feed, days }) => ({
      feed,
      first_day: days[0]?.day,
      last_day: days.at(-1)?.day,
      rows: rowsOf(days),
      days,
    })),
  };
  writeResult(io, document, () =>
    feeds.length === 0
      ? `There are no candles in ${options.home.cache} yet. Bring some with "hindcast data pull" or "hindcast data import".`
      : feeds.map(describeFeed).join('\n\n'),
  );
}

async function feedsToList(cache: CandleCache, name: string | undefined): Promise<Feed[]> {
  const feeds = await cache.listFeeds();
  if (name === undefined) return feeds;
  const wanted = feedPath(parseFeedPath(name));
  const found = feeds.filter((feed) => feedPath(feed) === wanted);
  if (found.length > 0) return found;
  const known = feeds.map(feedPath);
  const nearest = nearestName(wanted, known);
  throw new HindcastError(
    'UNKNOWN_FEED',
    `There are no candles of ${wanted} in the cache.${nearest === undefined ? '' : ` Did you mean ${nearest}?`} ` +
      `It has: ${known.join(', ') || 'nothing yet'}.`,
    { details: { feed: wanted, nearest: nearest ?? null, known } },
  );
}

function describeFeed({ feed, days }: FeedCoverage): string {
  const table = plainTable(
    [
      { title: 'Days' },
      { title: 'Count', align: 'right' },
      { title: 'Rows', align: 'right' },
      { title: 'Expected', align: 'right' },
      { title: 'State' },
    ],
    runsOfDays(days).map(({ first, last, count }) => [
      count === 1 ? first.day : `${first.day} to ${last.day}`,
      String(count),
      `${first.rows}${count === 1 ? '' : ' a day'}`,
      first.expected === null ? '' : String(first.expected),
      first.state,
    ]),
  );
  return `${feed}: ${rowsOf(days)} rows\n${table}`;
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
