import { parseTime } from '../../src-core/time/utc.ts';

/**
 * A time as CSV files write it, in whole seconds since the epoch, UTC: a count of seconds, milliseconds, microseconds or
 * nanoseconds (told apart by size), or a date with or without a time of day; a time without a zone is UTC. Fractions of
 * a second are dropped.
 *
 * @throws HindcastError `BAD_INPUT` for anything else
 */
export function parseCsvTime(text: string): number {
  if (/^\d{9,19}(\.\d+)?$/.test(text)) {
    const count = Number(text);
    const perSecond = count < 1e11 ? 1 : count < 1e14 ? 1e3 : count < 1e17 ? 1e6 : 1e9;
    return Math.floor(count / perSecond);
  }
  return parseTime(text.replace(/(:\d{2})\.\d+/, '$1').replace(/ ?UTC$/, 'Z')).seconds;
}
