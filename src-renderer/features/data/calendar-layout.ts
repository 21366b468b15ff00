import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { countRowFaults, describeFaults } from '../../../src-core/quality/candle-faults.ts';
import { formatWhole } from '../../format/number.ts';
import { dayStart, secondsPerDay } from '../../../src-core/time/utc.ts';

/** Days as weeks: each has seven places from Monday to Sunday, empty ones outside the range. */
export interface CalendarBlock {
  /** The year, or both that a short range lies in: "2022", "2021–22". */
  readonly name: string;
  readonly weeks: readonly (readonly (CalendarDay | null)[])[];
  /** Where each month begins: index of its first week, and its name. */
  readonly months: readonly { readonly week: number; readonly name: string }[];
}

const daysPerWeek = 7;
/** As many days as stand in one row of weeks: a year, whenever it begins. */
const longestRow = 366;
/** A month's name is as wide as so many weeks. */
const weeksPerName = 2;
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Place of a UTC day in its week: 0 is Monday. */
export function weekdayOf(day: string): number {
  // The epoch was a Thursday.
  return (dayStart(day) / secondsPerDay + 3) % daysPerWeek;
}

/** Lays successive days out by weeks: a year in one go, more than that year by year. */
export function layOutCalendar(days: readonly CalendarDay[]): CalendarBlock[] {
  if (days.length <= longestRow) return days.length === 0 ? [] : [blockOf(days)];
  return [...Map.groupBy(days, ({ day }) => day.slice(0, 4)).values()].map(blockOf);
}

function blockOf(days: readonly CalendarDay[]): CalendarBlock {
  const weeks: (CalendarDay | null)[][] = [];
  const months: { week: number; name: string }[] = [];
  let lastMonth = '';
  for (const day of days) {
    const weekday = weekdayOf(day.day);
    if (weekday === 0 || weeks.length === 0) weeks.push(Array.from({ length: daysPerWeek }, () => null));
    (weeks.at(-1) as (CalendarDay | null)[])[weekday] = day;
    const month = day.day.slice(5, 7);
    if (month === lastMonth) continue;
    lastMonth = month;
    const week = weeks.length - 1;
    // The name of a month that has hardly begun gives way to the next one's.
    if (week - (months.at(-1)?.week ?? -weeksPerName) < weeksPerName) months.pop();
    months.push({ week, name: monthNames[Number(month) - 1] ?? '' });
  }
  const [first = '', last = ''] = [days[0]?.day.slice(0, 4), days.at(-1)?.day.slice(0, 4)];
  return { name: first === last ? first : `${first}–${last.slice(2)}`, weeks, months };
}

/** The sign that a day carries beside its shape: damaged, pinned by a result, verified; empty for none. */
export function signOfDay(day: CalendarDay): '✕' | '•' | '✓' | '' {
  if (day.state === 'damaged') return '✕';
  if (day.pinned) return '•';
  return day.verifiedAt === null ? '' : '✓';
}

/** Whether some of the rows that are there are odd; candles that are not there are no fault of a quiet market. */
export function hasOddRows({ faults }: CalendarDay): boolean {
  return faults !== null && countRowFaults(faults) > 0;
}

/** What is missing or odd in a day, in a few words each. */
export function faultsOfDay({ faults }: CalendarDay): string[] {
  return faults === null ? [] : describeFaults(faults, formatWhole);
}

/** A day in words, for a tooltip and for who hears the calendar. */
export function describeDay(day: CalendarDay): string {
  const of = day.expected === null ? '' : ` of ${formatWhole(day.expected)}`;
  const rows = day.state === 'absent' ? 'no candles here' : `${formatWhole(day.rows)}${of} candles`;
  const found = day.state === 'absent' ? [] : faultsOfDay(day);
  const faults = found.length === 0 ? '' : `, ${found.join(', ')}`;
  const verified = day.verifiedAt === null ? '' : `, verified ${day.verifiedAt.slice(0, 10)}`;
  const pinned = day.pinned ? ', a result depends on it' : '';
  const origin = day.origin === null ? '' : `, from ${day.origin}`;
  const damaged = day.state === 'damaged' ? ', damaged' : '';
  return `${day.day}: ${rows}${faults}${damaged}${verified}${pinned}${origin}`;
}

/** How many days are in each state. */
export function countStates(days: readonly CalendarDay[]): Record<CalendarDay['state'], number> {
  const counts = { absent: 0, partial: 0, present: 0, damaged: 0 };
  for (const { state } of days) counts[state]++;
  return counts;
}
