import { describeAlteredDays } from '../../../src-core/quality/altered-days.ts';
import { addUpRange, type DayOfRange, type RangeFaults } from '../../../src-core/quality/range-faults.ts';
import { expectedCandles, spanOfDay, type DayAssessment } from '../../../src-core/quality/day-quality.ts';
import { countRowFaults, describeFaults, faultTitles } from '../../../src-core/quality/candle-faults.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { formatCount } from '../../../src-core/result/format-figure.ts';
import {
  countDays,
  daysBetween,
  isoSeconds,
  parseRange,
  type TimeRange,
} from '../../../src-core/time/utc.ts';
import { knownDays } from '../../services/cache/quality/day-qualities.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { findCachedFeed } from './cached-feed.ts';
import { withData, type DataContext, type DataOptions } from './data-context.ts';

export interface DataCheckOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY` */
  readonly feed: string;
  /** As a spec writes `start` and `end`; the first and the last day that is here when left out. */
  readonly from?: string;
  readonly to?: string;
}

interface CheckedDay extends DayOfRange {
  readonly expected: number | null;
  readonly state: 'absent' | 'damaged' | 'read';
  readonly detail: Pick<DayAssessment, 'gaps' | 'examples'>;
}

interface Check {
  readonly feed: Feed;
  readonly range: TimeRange;
  readonly days: readonly CheckedDay[];
  readonly total: RangeFaults;
}

const noDetail = { gaps: [], examples: [] };
const gapsShown = 10;

/**
 * `hindcast data check`: shows how full the days of a feed are and what is odd about their candles, just as a run over
 * them would count it. Nothing of it is an error: the candles of a quiet market are sparse.
 */
export async function runDataCheck(options: DataCheckOptions, io: CommandIo): Promise<void> {
  const check = await withData(options, (context) => checkFeed(context, options));
  writeResult(io, documentOf(check), () => describe(check));
}

async function checkFeed({ cache, worker }: DataContext, options: DataCheckOptions): Promise<Check> {
  const feed = await findCachedFeed(cache, options.feed);
  const cached = await cache.cachedDays(feed);
  const range = parseRange(options.from ?? cached[0] ?? '', options.to ?? cached.at(-1) ?? '');
  // Whoever names a hundred years means those that are here.
  const days =
    countDays(range.firstDay, range.lastDay) > 10_000
      ? cached.filter((day) => range.firstDay <= day && day <= range.lastDay)
      : daysBetween(range.firstDay, range.lastDay);
  const known = await knownDays(cache, (query) => worker.request('assessDays', query), feed, days);
  const odd = days.filter((day) => {
    const counts = known.get(day)?.content?.quality.counts;
    const span = spanOfDay(day, range);
    const isCut = expectedCandles(feed, span) !== expectedCandles(feed, spanOfDay(day));
    return counts !== undefined && (isCut || counts.missing > 0 || countRowFaults(counts) > 0);
  });
  const assessed = new Map<string, DayAssessment>();
  const query = { root: cache.root, feed, days: odd, span: range, withDetail: true };
  for (const day of odd.length === 0 ? [] : await worker.request('assessDays', query))
    assessed.set(day.day, day);
  const checked = days.map((day): CheckedDay => {
    const file = known.get(day);
    const found = assessed.get(day);
    const content = file?.content ?? null;
    return {
      day,
      rows: found?.rows ?? content?.rows ?? 0,
      quality: found?.quality ?? content?.quality ?? null,
      expected: expectedCandles(feed, spanOfDay(day, range)),
      isAltered: file?.isAltered ?? false,
      state: file === undefined ? 'absent' : content === null ? 'damaged' : 'read',
      detail: found ?? noDetail,
    };
  });
  return { feed, range, days: checked, total: addUpRange(feed, range, checked) };
}

function documentOf({ feed, range, days, total }: Check): unknown {
  return {
    feed: feedPath(feed),
    start: isoSeconds(range.startSeconds),
    end: isoSeconds(range.endSeconds),
    expected: total.expected,
    candles: total.candles,
    rows: total.rows,
    missing_days: total.missingDays,
    altered_days: alteredOf(days),
    faults: total.counts,
    days: days.map(({ day, state, rows, expected, quality, detail }) => ({
      day,
      state,
      rows,
      expected,
      faults: quality?.counts ?? null,
      gaps: detail.gaps.map(({ start, periods }) => ({ start: isoSeconds(start), periods })),
      examples: detail.examples.map((example) => Object.assign({}, example, { at: isoSeconds(example.at) })),
    })),
  };
}

function describe({ feed, range, days, total }: Check): string {
  const { expected, candles, missingDays, counts } = total;
  const span = `${isoSeconds(range.startSeconds)} to ${isoSeconds(range.endSeconds)}`;
  const faults = describeFaults(counts, formatCount);
  const coverage =
    expected === null || expected === 0
      ? ''
      : ` of ${formatCount(expected)} (${share(expected - counts.missing, expected)})`;
  const odd = days.filter(isOdd);
  const altered = alteredOf(days);
  return [
    `${feedPath(feed)}, ${span}: ${formatCount(candles)} candles${coverage}.`,
    missingDays === 0
      ? ''
      : `${missingDays === 1 ? '1 day has' : `${formatCount(missingDays)} days have`} no file that can be read.`,
    altered.length === 0 ? '' : describeAlteredDays(altered),
    faults.length === 0 ? 'Nothing is missing or odd.' : `In all: ${faults.join(', ')}.`,
    odd.length === 0
      ? ''
      : `\n${alignColumns([['Day', 'Candles', 'Expected', 'Found'], ...odd.map(rowOf)], [1, 2])}`,
    ...describeGaps(days),
    ...describeExamples(days),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function alteredOf(days: readonly CheckedDay[]): string[] {
  return days.filter(({ isAltered }) => isAltered).map(({ day }) => day);
}

function isOdd({ state, quality }: CheckedDay): boolean {
  return (
    state !== 'read' ||
    (quality !== null && (quality.counts.missing > 0 || countRowFaults(quality.counts) > 0))
  );
}

function rowOf({ day, state, rows, expected, quality }: CheckedDay): string[] {
  const withoutFile = state === 'absent' ? 'no file' : 'damaged';
  const found = quality === null ? withoutFile : describeFaults(quality.counts, formatCount).join(', ');
  return [day, formatCount(rows), expected === null ? '' : formatCount(expected), found];
}

function describeGaps(days: readonly CheckedDay[]): string[] {
  const gaps = days
    .flatMap(({ detail }) => detail.gaps)
    .toSorted((left, right) => right.periods - left.periods);
  if (gaps.length === 0) return [];
  const rows = gaps
    .slice(0, gapsShown)
    .map(({ start, periods }) => [isoSeconds(start), formatCount(periods)]);
  return [`\nLongest gaps within days`, alignColumns([['Start', 'Candles'], ...rows], [1])];
}

function describeExamples(days: readonly CheckedDay[]): string[] {
  const examples = days.flatMap(({ detail }) => detail.examples);
  if (examples.length === 0) return [];
  const rows = [...Map.groupBy(examples, ({ kind }) => kind)].flatMap(([kind, ofKind]) =>
    ofKind
      .slice(0, 3)
      .map(({ at, open, high, low, close, periods }) => [
        faultTitles[kind],
        isoSeconds(at),
        periods === null
          ? [open, high, low, close].map((price) => price ?? 'none').join(' ')
          : `${periods} candles`,
      ]),
  );
  return ['\nExamples', alignColumns([['What', 'Time', 'Open high low close'], ...rows])];
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(part === whole ? 0 : 2)} %`;
}
