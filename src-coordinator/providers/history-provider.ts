import type { Feed } from '../../src-core/feed/feed.ts';

/**
 * One record of a feed as a day file holds it (contract section 1.7). `ts` is in whole seconds since the epoch, UTC;
 * `meta` is a JSON object as text, `{}` when there is nothing beside the prices.
 */
export interface HistoryRecord {
  readonly ts: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  readonly meta: string;
}

/** Which records to fetch: `startSeconds <= ts < endSeconds`, UTC, at most `limit` of them, the oldest first. */
export interface PageRequest {
  readonly feed: Feed;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly limit: number;
  /** Aborted when the job is cancelled or the coordinator shuts down. All pages of one run come with the same signal. */
  readonly signal: AbortSignal;
}

/** A source of history. One instance serves one configured feed. */
export interface HistoryProvider {
  /** How many records to ask for at once: what the source allows or, for local ones, what makes few file rewrites. */
  readonly pageSize: number;

  /**
   * The oldest records of the range, by `ts` ascending. An empty page means that the range holds no more.
   *
   * @throws when the source cannot answer; never answers with less than it was able to find out
   */
  fetchPage(request: PageRequest): Promise<readonly HistoryRecord[]>;
}
