import type { Feed } from '../../../src-core/feed/feed.ts';
import {
  addUpRange,
  cutsDay,
  type DayOfRange,
  type RangeFaults,
} from '../../../src-core/quality/range-faults.ts';
import type { TimeRange } from '../../../src-core/time/utc.ts';
import type { CalendarParts, DayOfCalendar } from '../cache/quality/calendar.ts';

/**
 * What a calendar holds of a range: just what a run over it would count. Of days that the range cuts, of which there are
 * two at most, the files are read.
 *
 * @param days of the range, in order; days that are not listed count as days without a file
 * @throws HindcastError `WORKER_CRASHED`
 */
export async function countRange(
  { cache, assess }: Pick<CalendarParts, 'cache' | 'assess'>,
  feed: Feed,
  range: TimeRange,
  days: readonly DayOfCalendar[],
): Promise<RangeFaults> {
  const cut = days.filter(({ shown, quality }) => quality !== null && cutsDay(shown.day, range));
  const partly = new Map<string, Pick<DayOfRange, 'rows' | 'quality'>>();
  if (cut.length > 0) {
    const versions = Object.fromEntries(
      cut.flatMap(({ shown, version }) => (version === undefined ? [] : [[shown.day, version]])),
    );
    const query = { root: cache.root, feed, days: cut.map(({ shown }) => shown.day), versions };
    for (const part of await assess({ ...query, span: range, withDetail: false })) partly.set(part.day, part);
  }
  return addUpRange(
    feed,
    range,
    days.map(({ shown: { day, rows, isAltered }, quality }) => ({
      day,
      isAltered,
      ...(partly.get(day) ?? { rows, quality }),
    })),
  );
}
