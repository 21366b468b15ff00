import type { Feed } from '../feed/feed.ts';

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
