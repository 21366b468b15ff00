import { dayAfter, dayOf, midnightOf } from './words.js';

/** @import { CalendarDay, DayRange, IndexEntry } from './types.d.ts' */

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The days of a year that have begun.
 *
 * @param {number} year
 * @param {string} today
 * @returns {DayRange}
 */
export function daysOfYear(year, today) {
  const last = `${year}-12-31`;
  return { first: `${year}-01-01`, last: last < today ? last : today };
}

/**
 * Every day of a range with what the index says of it.
 *
 * @param {DayRange} range
 * @param {readonly IndexEntry[]} entries
 * @returns {CalendarDay[]}
 */
export function calendarDays({ first, last }, entries) {
  const byDay = new Map(entries.map((entry) => [entry.date, entry]));
  /** @type {CalendarDay[]} */
  const days = [];
  for (let day = first; day <= last; day = dayAfter(day, 1)) {
    const entry = byDay.get(day);
    const state = entry === undefined ? 'absent' : entry.complete ? 'complete' : 'partial';
    days.push({ day, state, records: entry?.records ?? 0, sizeBytes: entry?.size_bytes ?? 0 });
  }
  return days;
}

/**
 * Place of a UTC day in its week: 0 is Monday.
 *
 * @param {string} day
 */
export function weekdayOf(day) {
  return (new Date(midnightOf(day)).getUTCDay() + 6) % 7;
}

/**
 * Where the months begin, by week of the year.
 *
 * @param {number} year
 * @param {string} last day that is shown
 */
export function monthsOf(year, last) {
  const offset = weekdayOf(`${year}-01-01`);
  return monthNames.flatMap((name, month) => {
    const first = dayOf(Date.UTC(year, month, 1));
    if (first > last) return [];
    const dayOfYear = (midnightOf(first) - midnightOf(`${year}-01-01`)) / 86_400_000;
    return [{ name, week: Math.floor((dayOfYear + offset) / 7) }];
  });
}

/**
 * Successive days of one state in one piece; partial days each for itself, because each lacks something else.
 *
 * @param {readonly CalendarDay[]} days
 */
export function stretchesOf(days) {
  /** @type {{ state: CalendarDay['state'], first: string, last: string, days: number, records: number }[]} */
  const stretches = [];
  for (const { day, state, records } of days) {
    const before = stretches.at(-1);
    if (before?.state === state && state !== 'partial') {
      before.last = day;
      before.days += 1;
      before.records += records;
    } else {
      stretches.push({ state, first: day, last: day, days: 1, records });
    }
  }
  return stretches;
}
