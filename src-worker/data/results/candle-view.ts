import { join } from 'node:path';
import type { CandleAnswer, CandleQuery } from '../../../src-core/data/candle-query.ts';
import { versionsFolder } from '../../../src-core/data/day-version.ts';
import { CandleAudit } from '../../../src-core/quality/candle-audit.ts';
import {
  bucketSeconds,
  CandleBuckets,
  candlesBetween,
  type CandleSeries,
} from '../../../src-core/feed/candle-buckets.ts';
import { feedPath, granularitySeconds } from '../../../src-core/feed/feed.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import { dayOf, dayStart, secondsPerDay, type TimeRange } from '../../../src-core/time/utc.ts';
import { CandleQueries } from '../../kinds/replay/candle-queries.ts';
import { CandleReader } from '../../kinds/replay/candle-reader.ts';
import type { SessionPool } from '../session-pool.ts';
import type { ArrayCache } from './array-cache.ts';

/** How much is read and kept for the sake of the next look. */
export interface CandleLimits {
  /** Up to so many candles are read from their files sooner than a whole run is. */
  readonly few: number;
  /** Most candles that are kept of a run; a finer one is kept put together, and read again when looked at closely. */
  readonly kept: number;
}

/** A year of minutes is kept as it is. */
const defaultLimits: CandleLimits = { few: 50_000, kept: 600_000 };
const columns = 5;

/**
 * Candles for a chart. What shows few candles reads their days. For more, the whole run is read once and kept, put
 * together to what the limits allow. Buckets are always whole, so that they stay as they are while one pans.
 *
 * @throws HindcastError `DATA_MISSING` when the bytes that were pinned are gone
 */
export async function candleView(
  query: CandleQuery,
  sessions: SessionPool,
  cache: ArrayCache,
  limits: CandleLimits = defaultLimits,
): Promise<CandleAnswer> {
  const { feed, run, points } = query;
  const from = Math.max(query.from, run.from);
  const to = Math.min(query.to, run.to);
  const secondsPerCandle = bucketSeconds(feed.granularity, from, Math.max(from, to), points);
  const buckets = new CandleBuckets(secondsPerCandle);
  if (from > to) return { secondsPerCandle, ...buckets.finish() };
  const first = Math.max(run.from, Math.floor(from / secondsPerCandle) * secondsPerCandle);
  const last = Math.min(run.to, (Math.floor(to / secondsPerCandle) + 1) * secondsPerCandle - 1);
  const secondsKept = bucketSeconds(feed.granularity, run.from, run.to, limits.kept);
  const isKept = cache.has(keyOfWhole(query));
  const candles = daysOf(query.files, first, last).reduce((sum, { rows }) => sum + rows, 0);
  if (secondsPerCandle < secondsKept || (!isKept && candles <= limits.few)) {
    await read(query, first, last, buckets, sessions);
  } else {
    const whole = await wholeRun(query, secondsKept, sessions, cache);
    const firstKept = Math.floor(first / secondsKept) * secondsKept;
    buckets.add(candlesBetween(whole, firstKept, last));
  }
  return { secondsPerCandle, ...buckets.finish() };
}

function keyOfWhole({ snapshotId, feed, run }: CandleQuery): string {
  return `candles:${JSON.stringify([snapshotId, feedPath(feed), run.from, run.to])}`;
}

async function wholeRun(
  query: CandleQuery,
  seconds: number,
  sessions: SessionPool,
  cache: ArrayCache,
): Promise<CandleSeries> {
  return cache.get(keyOfWhole(query), async () => {
    const buckets = new CandleBuckets(seconds);
    await read(query, query.run.from, query.run.to, buckets, sessions);
    const value = buckets.finish();
    return { value, bytes: columns * value.ts.byteLength };
  });
}

function daysOf(files: readonly PinnedFile[], first: number, last: number): PinnedFile[] {
  return files.filter(({ path }) => {
    const midnight = dayStart(path.slice(path.lastIndexOf('/') + 1));
    return midnight <= last && midnight + secondsPerDay > first;
  });
}

/** Reads the candles of a span, cleaned as the strict mode does: a candle without a price cannot be drawn. */
async function read(
  { cacheRoot, feed, files }: CandleQuery,
  first: number,
  last: number,
  into: CandleBuckets,
  sessions: SessionPool,
): Promise<void> {
  const range: TimeRange = {
    startSeconds: first,
    endSeconds: last,
    firstDay: dayOf(first),
    lastDay: dayOf(last),
  };
  const needed = daysOf(files, first, last);
  const folders = [feedPath(feed), versionsFolder].map((folder) => join(cacheRoot, folder));
  await sessions.use(folders, async (connection) => {
    const selection = { feeds: [feed], subjects: [feed.subject], mode: 'strict', range } as const;
    const audit = new CandleAudit([feed.subject], granularitySeconds(feed.granularity) ?? 1, range);
    const queries = new CandleQueries(connection);
    const session = { queriesAtOnce: 1, queries: () => Promise.resolve(queries) };
    const reader = new CandleReader(session, cacheRoot, selection, needed, audit);
    try {
      for await (const batch of reader.batches()) {
        for (const candles of batch.subjects) into.add(candles, candles.length);
        reader.recycle(batch);
      }
    } finally {
      await reader.close();
    }
  });
}
