import type { CandleSeries } from '../feed/candle-buckets.ts';
import type { Feed } from '../feed/feed.ts';
import type { PinnedFile } from '../job/worker-protocol.ts';

/** Asks for the candles of a feed that a run was on, put together for a chart. */
export interface CandleQuery {
  /** Absolute path of the cache root. */
  readonly cacheRoot: string;
  /** Names the data, so that what was read once can be used again. */
  readonly snapshotId: string;
  readonly feed: Feed;
  /** The feed's pinned day files, in order of days. */
  readonly files: readonly PinnedFile[];
  /** The span of the run, seconds since the epoch, UTC; both ends included. */
  readonly run: { readonly from: number; readonly to: number };
  readonly from: number;
  readonly to: number;
  /** Most candles of the answer. */
  readonly points: number;
}

export interface CandleAnswer extends CandleSeries {
  readonly secondsPerCandle: number;
}
