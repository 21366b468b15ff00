import type { Feed } from '../../../../src-core/feed/feed.ts';
import type { DatasetSnapshot } from '../store/job-record.ts';

/** The day files that the candle cache holds of a range. */
export interface PinnedDataset extends DatasetSnapshot {
  /** Days of the range for which a feed has no file, `YYYY-MM-DD`. */
  readonly missingDays: readonly string[];
}

/** Fixes which candle files a job reads; the candle cache is one. */
export interface DatasetPinner {
  /** The files of these feeds from `firstDay` to `lastDay` (`YYYY-MM-DD`, UTC, both included) as they are now. */
  pinSnapshot(feeds: readonly Feed[], firstDay: string, lastDay: string): Promise<PinnedDataset>;
}
