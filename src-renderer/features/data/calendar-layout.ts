import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { dayStart, secondsPerDay } from '../../../src-core/time/utc.ts';

/** A year of days, as weeks: each has seven places from Monday to Sunday, empty ones outside the range. */
export interface CalendarYear {
  readonly year: string;
  readonly weeks: readonly (readonly (CalendarDay | null)[])[];
  /** Where each month begins: index of its first week, and its name. */
  readonly months: readonly { readonly week: number; readonly name: string }[];
}

const daysPerWeek = 7;
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Place of a UTC day in its week: 0 is Monday. */
export function weekdayOf(day: string): number {
  // The epoch was a Thursday.
  return (dayStart(day) / secondsPerDay + 3) % daysPerWeek;
}

/** Lays successive days out by years and weeks. */
export function layOutCalendar(days: readonly CalendarDay[]): CalendarYear[] {
  const byYear = Map.groupBy(days, ({ day }) => day.slice(0, 4));
  return [...byYear].map(([year, ofYear]) => {
    const weeks: (CalendarDay | null)[][] = [];
    const months: { week: number; name: string }[] = [];
    let lastMonth = '';
    for (const day of ofYear) {
      const weekday = weekdayOf(day.day);
      if (weekday === 0 || weeks.length === 0) weeks.push(Array.from({ length: daysPerWeek }, () => null));
      (weeks.at(-1) as (CalendarDay | null)[])[weekday] = day;
      const month = day.day.slice(5, 7);
      if (month !== lastMonth)
        months.push({ week: weeks.length - 1, name: monthNames[Number(month) - 1] ?? '' });
      lastMonth = month;
    }
    return { year, weeks, months };
  });
}

/** The sign that a day carries beside its shape: damaged, pinned by a result, verified; empty for none. */
export function signOfDay(day: CalendarDay): '✕' | '•' | '✓' | '' {
  if (day.state === 'damaged') return '✕';
  if (day.pinned) return '•';
  return day.verifiedAt === null ? '' : '✓';
}

/** A day in words, for a tooltip and for who hears the calendar. */
export function describeDay(day: CalendarDay): string {
  const of = day.expected === null ? '' : ` of ${day.expected}`;
  const rows = day.state === 'absent' ? 'no candles here' : `${day.rows}${of} candles`;
  const missing =
    day.state === 'partial' && day.expected !== null ? `, ${day.expected - day.rows} missing` : '';
  const verified = day.verifiedAt === null ? '' : `, verified ${day.verifiedAt.slice(0, 10)}`;
  const pinned = day.pinned ? ', a result depends on it' : '';
  const origin = day.origin === null ? '' : `, from ${day.origin}`;
  const damaged = day.state === 'damaged' ? ', damaged' : '';
  return `${day.day}: ${rows}${missing}${damaged}${verified}${pinned}${origin}`;
}

/** How many days are in each state. */
export function countStates(days: readonly CalendarDay[]): Record<CalendarDay['state'], number> {
  const counts = { absent: 0, partial: 0, present: 0, damaged: 0 };
  for (const { state } of days) counts[state]++;
  return counts;
}
