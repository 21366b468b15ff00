import { dayOf, dayStart } from '../../src-core/time/utc.ts';

/** Whether a text is a day that exists, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayStart(text) : Number.NaN;
  return !Number.isNaN(start) && dayOf(start) === text;
}

/** Two days as one text; what both share is not said twice: "2022-01-03 to 01-30". */
export function formatDays(firstDay: string, lastDay: string): string {
  if (firstDay === lastDay) return firstDay;
  const isSameYear = firstDay.slice(0, 4) === lastDay.slice(0, 4);
  return `${firstDay} to ${isSameYear ? lastDay.slice(5) : lastDay}`;
}
