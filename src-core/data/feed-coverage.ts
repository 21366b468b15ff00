import { granularitySeconds, type Feed } from '../feed/feed.ts';
import { secondsPerDay } from '../time/utc.ts';

/** Asks how full the days of a feed are. */
export interface CoverageQuery {
  /** Absolute path of the cache root. */
  readonly root: string;
  readonly feed: Feed;
  /** UTC days, `YYYY-MM-DD`. */
  readonly days: readonly string[];
}

/** `present`: every period has its row; `partial`: some do; `absent`: no file, or no row; `damaged`: cannot be read. */
export type DayState = 'present' | 'partial' | 'absent' | 'damaged';

export interface DayCoverage {
  readonly day: string;
  readonly rows: number;
  /** Rows of a full day by the granularity; null when the granularity names no period of a day or less. */
  readonly expected: number | null;
  readonly state: DayState;
}

/** What a day file holds. */
export interface DayCount {
  readonly rows: number;
  /** Different times among the rows: a row that comes twice fills no gap. */
  readonly times: number;
}

/** Rows of a full day of a feed; null when its granularity names no period of a day or less. */
export function rowsOfFullDay(feed: Feed): number | null {
  const period = granularitySeconds(feed.granularity);
  return period === undefined || period > secondsPerDay ? null : Math.floor(secondsPerDay / period);
}

/** How full a day is whose file can be read. */
export function stateOfDay({ rows, times }: DayCount, expected: number | null): DayState {
  if (rows === 0) return 'absent';
  return times >= (expected ?? 0) ? 'present' : 'partial';
}
