import { isDay } from '../../format/day.ts';
import { someOf } from '../../../src-core/text/some-of.ts';
import { countDays, dayOf, dayStart, secondsPerDay } from '../../../src-core/time/utc.ts';
import type { DayRange } from './DayCalendar.tsx';

/** The host shows no more days at once. */
export const mostDays = 4000;

/** What is wrong with a range as it is typed; undefined when nothing is. */
export function problemWithRange({ firstDay, lastDay }: DayRange): string | undefined {
  if (!isDay(firstDay) || !isDay(lastDay)) return 'Write both days as YYYY-MM-DD.';
  if (firstDay > lastDay) return 'The range ends before it starts.';
  if (countDays(firstDay, lastDay) > mostDays) return `At most ${mostDays} days at once.`;
  return undefined;
}

/** The latest days of a range that has more than can be shown at once. */
export function shortened({ firstDay, lastDay }: DayRange): DayRange {
  if (countDays(firstDay, lastDay) <= mostDays) return { firstDay, lastDay };
  return { firstDay: dayOf(dayStart(lastDay) - (mostDays - 1) * secondsPerDay), lastDay };
}

/** The shortest range that holds both. */
export function together(one: DayRange, other: DayRange): DayRange {
  return {
    firstDay: one.firstDay < other.firstDay ? one.firstDay : other.firstDay,
    lastDay: one.lastDay > other.lastDay ? one.lastDay : other.lastDay,
  };
}

/** A few days by name, and how many more there are: "2022-01-03, 2022-01-04 and 4 more". */
export function nameDays(days: readonly string[], most = 3): string {
  // One more takes no more room by its name.
  return someOf(days, days.length === most + 1 ? most + 1 : most);
}
