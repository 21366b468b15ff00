import { secondsPerDay } from '../../../../time/utc.ts';

/** Rows `start` (included) to `end` (not included) of one UTC day. */
export interface DayRows {
  /** Midnight in seconds since the epoch, UTC. */
  readonly midnight: number;
  readonly start: number;
  readonly end: number;
}

/** Cuts rows in time order into UTC days; days without rows are left out. */
export function rowsByDay(ts: Float64Array, length: number): DayRows[] {
  const days: DayRows[] = [];
  let start = 0;
  while (start < length) {
    const midnight = Math.floor((ts[start] as number) / secondsPerDay) * secondsPerDay;
    const nextMidnight = midnight + secondsPerDay;
    let end = start + 1;
    while (end < length && (ts[end] as number) < nextMidnight) end++;
    days.push({ midnight, start, end });
    start = end;
  }
  return days;
}
