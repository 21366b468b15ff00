import { secondsPerDay } from '../../../src-core/time/utc.ts';

/** The moment so many times 24 hours before another: what is older than the days it is kept for lies before it. */
export function daysBefore(moment: Date, days: number): Date {
  return new Date(moment.getTime() - days * secondsPerDay * 1000);
}
