import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { countDays, dayStart, secondsPerDay, type TimeRange } from '../../../src-core/time/utc.ts';

/** What there is and what is missing of one feed in a range. */
export interface RangeCounts {
  readonly missingDays: number;
  readonly missingCandles: number;
  readonly candles: number;
  /** Rows of the day files, those outside the range included. */
  readonly rows: number;
}

/**
 * Counts what a calendar holds of a range. Of a day that the range cuts, and that is not full, nobody knows where its
 * rows lie: they are taken to lie in the range.
 *
 * @param days of the range; days that are not listed count as absent
 * @param expected rows of a full day, null when unknown
 */
export function countRange(
  days: readonly CalendarDay[],
  range: TimeRange,
  expected: number | null,
): RangeCounts {
  const unlisted = countDays(range.firstDay, range.lastDay) - days.length;
  let [missingDays, missingCandles, candles, rows] = [unlisted, unlisted * (expected ?? 0), 0, 0];
  for (const day of days) {
    const share = shareOf(day.day, range);
    const wanted = expected === null ? null : Math.round(expected * share);
    const found =
      day.state === 'partial' ? Math.min(day.rows, wanted ?? day.rows) : Math.round(day.rows * share);
    rows += day.rows;
    candles += found;
    if (day.state === 'absent' || day.state === 'damaged') missingDays++;
    if (day.state !== 'present' && wanted !== null) missingCandles += wanted - found;
  }
  return { missingDays, missingCandles, candles, rows };
}

/** The part of a day that lies in a range. */
function shareOf(day: string, { startSeconds, endSeconds }: TimeRange): number {
  const start = dayStart(day);
  const inside = Math.min(endSeconds + 1, start + secondsPerDay) - Math.max(startSeconds, start);
  return Math.min(1, Math.max(0, inside / secondsPerDay));
}
