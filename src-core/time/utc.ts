import { HindcastError } from '../errors/hindcast-error.ts';

export const secondsPerDay = 86_400;

/** A point in time as a user may write it, with whether a time of day was given. Seconds since the epoch, UTC. */
export interface ParsedTime {
  seconds: number;
  hasTimeOfDay: boolean;
}

const accepted =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.0+)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM[:SS]`, and the latter with `Z` or an offset; a time without a zone is UTC.
 *
 * @throws HindcastError `BAD_INPUT` for anything else, including dates that do not exist
 */
export function parseTime(text: string): ParsedTime {
  const match = accepted.exec(text.trim());
  const [, year, month, day, hour, minute, second, zone] = match ?? [];
  const millis = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  const exists = match !== null && new Date(millis).toISOString().startsWith(`${year}-${month}-${day}`);
  const inRange = Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
  if (!exists || !inRange) {
    throw new HindcastError(
      'BAD_INPUT',
      `Cannot parse date: "${text}". Write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS; times without a zone are UTC.`,
    );
  }
  return { seconds: millis / 1000 - offsetSeconds(zone), hasTimeOfDay: hour !== undefined };
}

function offsetSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60);
}

/** The UTC day of a time in seconds, as `YYYY-MM-DD`. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** Midnight of a `YYYY-MM-DD` day in seconds since the epoch, UTC. */
export function dayStart(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / 1000;
}

/** Every UTC day from `first` to `last`, both included, as `YYYY-MM-DD`. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  const end = dayStart(last);
  for (let at = dayStart(first); at <= end; at += secondsPerDay) days.push(dayOf(at));
  return days;
}

/** How many days {@link daysBetween} gives. */
export function countDays(first: string, last: string): number {
  return Math.max(0, (dayStart(last) - dayStart(first)) / secondsPerDay + 1);
}

/** A time in seconds as `YYYY-MM-DDTHH:MM:SSZ`. */
export function isoSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** A range of time to replay, both ends included; seconds since the epoch, UTC. */
export interface TimeRange {
  startSeconds: number;
  endSeconds: number;
  firstDay: string;
  lastDay: string;
}

/**
 * A range as users write it. A start without a time of day is midnight; an end without one takes in its whole
 * day; a time of day trims to the second.
 *
 * @throws HindcastError `BAD_INPUT` when the end is before the start
 */
export function parseRange(start: string, end: string): TimeRange {
  const from = parseTime(start);
  const to = parseTime(end);
  const endSeconds = to.hasTimeOfDay ? to.seconds : to.seconds + secondsPerDay - 1;
  if (endSeconds < from.seconds) {
    throw new HindcastError(
      'BAD_INPUT',
      `The range ends before it starts: ${start} to ${end}. Swap the two dates.`,
      { details: { start, end } },
    );
  }
  return {
    startSeconds: from.seconds,
    endSeconds,
    firstDay: dayOf(from.seconds),
    lastDay: dayOf(endSeconds),
  };
}
