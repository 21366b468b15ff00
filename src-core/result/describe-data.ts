import type { DataUsed } from './summary-base.ts';

/** Which data a run was on, as people read it: feeds, first and last day, and whether any of it is made up. */
export function describeData({ feeds, start, end, is_synthetic }: DataUsed): string {
  const days =
    start.slice(0, 10) === end.slice(0, 10)
      ? start.slice(0, 10)
      : `${start.slice(0, 10)} to ${end.slice(0, 10)}`;
  return `${feeds.join(', ')} \u00B7 ${days}${is_synthetic ? ' \u00B7 synthetic candles' : ''}`;
}
