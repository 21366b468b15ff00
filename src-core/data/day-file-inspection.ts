import type { DayQuality } from '../quality/day-quality.ts';
import type { Feed } from '../feed/feed.ts';

/** Asks for a full look at one day file, wherever it lies. */
export interface InspectDayFile {
  /** Absolute path; the file may still have a temporary name. */
  readonly path: string;
  /** What the file must hold. */
  readonly feed: Feed;
  /** The UTC day it must hold, `YYYY-MM-DD`. */
  readonly day: string;
}

/** What is in a day file that can be read in full and has the schema of contract section 1.7. */
export interface DayFileInspection {
  readonly rows: number;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Earliest and latest time in seconds since the epoch, UTC; null when there is no row. */
  readonly firstTs: number | null;
  readonly lastTs: number | null;
  /** Rows whose time another row has as well, not counting the first of each time. */
  readonly duplicates: number;
  /** Rows that are earlier than the row before them. */
  readonly outOfOrder: number;
  /** Rows of another UTC day. */
  readonly outsideDay: number;
  /** Rows that have neither a finite close nor a price in `meta`. */
  readonly withoutPrice: number;
  /** What is odd about the candles. */
  readonly quality: DayQuality;
}
