import type { Feed } from '../../../../src-core/feed/feed.ts';
import type { FoundFaults } from '../../../../src-core/quality/fault-policy.ts';
import type { TimeRange } from '../../../../src-core/time/utc.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import type { DatasetSnapshot } from '../store/job-record.ts';

/** The day files that the candle cache holds of a range. */
export interface PinnedDataset extends DatasetSnapshot {
  /** Days of the range for which a feed has no file, `YYYY-MM-DD`. */
  readonly missingDays: readonly string[];
}

/** Fixes which candle files a job reads; the candle cache is one. */
export interface DatasetPinner {
  /**
   * The files of these feeds from `firstDay` to `lastDay` (`YYYY-MM-DD`, UTC, both included) as they are now.
   *
   * @param coordinator address or saved name of the one whose version is taken where coordinators differ
   */
  pinSnapshot(
    feeds: readonly Feed[],
    firstDay: string,
    lastDay: string,
    coordinator?: string,
  ): Promise<PinnedDataset>;
  /** What is known of faults in pinned files and of days without one, at least; no file is read for it. */
  knownFaults(feeds: readonly Feed[], range: TimeRange, files: readonly PinnedFile[]): Promise<FoundFaults>;
  /** Those of some pinned files whose bytes are not here any more, whatever lies under their names now. */
  gone(files: readonly PinnedFile[]): Promise<readonly PinnedFile[]>;
}
