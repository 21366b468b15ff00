import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { isoSeconds } from '../../../src-core/time/utc.ts';
import type { TailReader } from '../../parquet/tail-reader.ts';
import type { DayFileCatalogue } from '../../store/day-file-catalogue.ts';
import { feedFilterSchema } from '../../store/feed-filter.ts';
import { parseRequestPart } from '../http-problem.ts';

export interface FeedRouteServices {
  /** The configured feeds. */
  readonly feeds: readonly Feed[];
  readonly catalogue: DayFileCatalogue;
  readonly tail: TailReader;
}

const tailQuerySchema = feedFilterSchema.extend({
  limit: z
    .string()
    .regex(/^\d+$/, 'write a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(200))
    .default(20),
});

/** Lists of feeds and their latest records (contract sections 1.1 and 1.4). */
export function registerFeedRoutes(
  server: FastifyInstance,
  { feeds, catalogue, tail }: FeedRouteServices,
): void {
  const ordered = [...feeds].sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
  const summaries = (): unknown[] => ordered.map((feed) => summaryOf(feed, catalogue));
  server.get('/reports/feeds', summaries);
  server.get('/reports/backfill/feeds', summaries);
  server.get('/reports/feeds/tail', (request) =>
    tail.read(parseRequestPart(tailQuerySchema, request.query, 'query')),
  );
}

/** What is stored of a configured feed; the watermark is the time up to which there are records. */
function summaryOf(feed: Feed, catalogue: DayFileCatalogue): Record<string, unknown> {
  const totals = catalogue.totals(feed);
  return {
    source: feed.source,
    subject: feed.subject,
    kind: feed.kind,
    granularity: feed.granularity,
    record_count: totals?.records ?? 0,
    oldest_ts: totals === undefined ? null : isoSeconds(totals.oldestSeconds),
    newest_ts: totals === undefined ? null : isoSeconds(totals.newestSeconds),
    watermark_ts: totals === undefined ? null : isoSeconds(totals.newestSeconds),
    watermark_updated_at: totals === undefined ? null : new Date(totals.updatedMilliseconds).toISOString(),
  };
}

/** A slash is lower than every character of a segment but `+`, `-` and `.`; NUL is lower than all. */
function sortKey(feed: Feed): string {
  return feedPath(feed).replaceAll('/', '\0');
}
