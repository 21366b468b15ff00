import { faultKinds, noFaults, type FaultCounts } from './candle-faults.ts';
import type { FoundFaults } from './fault-policy.ts';
import type { Feed } from '../feed/feed.ts';
import { countDays, dayStart, secondsPerDay, type TimeRange } from '../time/utc.ts';
import { expectedCandles, spanOfDay, type DayQuality } from './day-quality.ts';

/** A day of a range as its file is. */
export interface DayOfRange {
  readonly day: string;
  /** Rows of the file; of a day that the range cuts, those inside of the range. */
  readonly rows: number;
  /** What was counted, inside of the range alone; null when there is no file that can be read. */
  readonly quality: DayQuality | null;
  /** Whether the file was changed after it was verified. */
  readonly isAltered: boolean;
}

/** What there is of one feed in a range, and what is odd about it. */
export interface RangeFaults {
  /** Candles that the range should have; null when the granularity does not tell. */
  readonly expected: number | null;
  readonly counts: FaultCounts;
  /** Days without a file that can be read. */
  readonly missingDays: number;
  /** Days whose file can be read, but was changed after it was verified. */
  readonly alteredDays: number;
  /** Rows that are candles: one for each time, with a price. */
  readonly candles: number;
  readonly rows: number;
}

/**
 * Adds up the days of a range to just what a look at all of its candles would count: a gap that goes on over midnight is
 * one.
 *
 * @param days in order; days that are not listed count as days without a file
 */
export function addUpRange(
  feed: Pick<Feed, 'granularity'>,
  range: TimeRange,
  days: readonly DayOfRange[],
): RangeFaults {
  const counts = noFaults();
  let rows = 0;
  let daysWithFile = 0;
  let alteredDays = 0;
  let isInGap = false;
  let nextStart = dayStart(range.firstDay);
  const addAbsentUntil = (start: number): void => {
    const { startSeconds, endSeconds } = range;
    const span = {
      startSeconds: Math.max(nextStart, startSeconds),
      endSeconds: Math.min(start - 1, endSeconds),
    };
    const missing = expectedCandles(feed, span) ?? 0;
    if (missing === 0) return;
    counts.missing += missing;
    if (!isInGap) counts.gap++;
    isInGap = true;
  };
  for (const { day, rows: ofDay, quality, isAltered } of days) {
    if (quality === null) continue;
    addAbsentUntil(dayStart(day));
    nextStart = dayStart(day) + secondsPerDay;
    daysWithFile++;
    if (isAltered) alteredDays++;
    rows += ofDay;
    for (const kind of faultKinds) counts[kind] += quality.counts[kind];
    if (isInGap && quality.startsMissing) counts.gap--;
    if (expectedCandles(feed, spanOfDay(day, range)) !== 0) isInGap = quality.endsMissing;
  }
  addAbsentUntil(dayStart(range.lastDay) + secondsPerDay);
  return {
    expected: expectedCandles(feed, range),
    counts,
    missingDays: countDays(range.firstDay, range.lastDay) - daysWithFile,
    alteredDays,
    candles: rows - counts.duplicate - counts.without_price,
    rows,
  };
}

/** What was found of several feeds together. */
export function foundTogether(feeds: readonly RangeFaults[]): FoundFaults {
  const counts = noFaults();
  for (const feed of feeds) for (const kind of faultKinds) counts[kind] += feed.counts[kind];
  return {
    counts,
    expected: feeds.some(({ expected }) => expected === null)
      ? null
      : feeds.reduce((sum, { expected }) => sum + (expected ?? 0), 0),
    missingDays: feeds.reduce((sum, { missingDays }) => sum + missingDays, 0),
    alteredDays: feeds.reduce((sum, { alteredDays }) => sum + alteredDays, 0),
  };
}

/** Whether a range takes in only a part of a day. */
export function cutsDay(day: string, range: TimeRange): boolean {
  const whole = spanOfDay(day);
  return range.startSeconds > whole.startSeconds || range.endSeconds < whole.endSeconds;
}
