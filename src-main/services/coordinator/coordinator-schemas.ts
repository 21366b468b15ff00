import { z } from 'zod';
import { feedSchema } from '../../../src-core/feed/feed-schema.ts';

/** A moment as the coordinator writes it; one without a zone is UTC (contract section 1.3). Becomes ISO 8601 with `Z`. */
const momentSchema = z.string().transform((text, context) => {
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
  const date = new Date(zoned);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  context.addIssue({ code: 'custom', message: `"${text}" is not a time` });
  return z.NEVER;
});

export const healthSchema = z.object({ status: z.string() });

/** `GET /info` (contract section 1.1). */
export const coordinatorInfoSchema = z
  .object({ crunch_id: z.string(), crunch_address: z.string(), network: z.string() })
  .transform((info) => ({
    crunchId: info.crunch_id,
    crunchAddress: info.crunch_address,
    network: info.network,
  }));
export type CoordinatorInfo = z.output<typeof coordinatorInfoSchema>;

/** What a coordinator has of a feed (contract section 1.4). Times are ISO 8601 in UTC. */
export const feedSummarySchema = z
  .object({
    source: z.string(),
    subject: z.string(),
    kind: z.string(),
    granularity: z.string(),
    record_count: z.int().nonnegative(),
    oldest_ts: momentSchema.nullable(),
    newest_ts: momentSchema.nullable(),
    watermark_ts: momentSchema.nullable(),
    watermark_updated_at: momentSchema.nullable(),
  })
  .transform((summary) => ({
    source: summary.source,
    subject: summary.subject,
    kind: summary.kind,
    granularity: summary.granularity,
    recordCount: summary.record_count,
    oldestTs: summary.oldest_ts,
    newestTs: summary.newest_ts,
    watermarkTs: summary.watermark_ts,
    watermarkUpdatedAt: summary.watermark_updated_at,
  }));
export type FeedSummary = z.output<typeof feedSummarySchema>;

/** A backfill job (contract section 1.3). Whether it is done says `status`, not `progressPercent`. */
export const backfillJobSchema = z
  .object({
    id: z.string(),
    source: z.string(),
    subject: z.string(),
    kind: z.string(),
    granularity: z.string(),
    start_ts: momentSchema,
    end_ts: momentSchema,
    cursor_ts: momentSchema.nullable(),
    records_written: z.int(),
    pages_fetched: z.int(),
    status: z.enum(['pending', 'running', 'completed', 'failed']),
    error: z.string().nullable(),
    /** Beyond the contract, where cancelled jobs are failed ones; coordinators of the bare contract leave it out. */
    cancelled: z.boolean().optional(),
    created_at: momentSchema,
    updated_at: momentSchema,
    progress_pct: z.number().optional(),
  })
  .transform((job) => ({
    id: job.id,
    source: job.source,
    subject: job.subject,
    kind: job.kind,
    granularity: job.granularity,
    startTs: job.start_ts,
    endTs: job.end_ts,
    cursorTs: job.cursor_ts,
    recordsWritten: job.records_written,
    pagesFetched: job.pages_fetched,
    status: job.status === 'failed' && job.cancelled === true ? ('cancelled' as const) : job.status,
    error: job.error,
    createdAt: job.created_at,
    updatedAt: job.updated_at,
    /** Only when one job was asked for; in [0, 100]. */
    progressPercent: job.progress_pct,
  }));
export type BackfillJob = z.output<typeof backfillJobSchema>;

/** One of the latest records of a feed (`GET /reports/feeds/tail`, contract section 1.1). Times are ISO 8601 in UTC. */
export const tailRecordSchema = z
  .object({
    ...feedSchema.shape,
    ts_event: momentSchema,
    ts_ingested: momentSchema.nullable(),
    values: z.record(z.string(), z.json()),
  })
  .transform((record) => ({
    feed: {
      source: record.source,
      subject: record.subject,
      kind: record.kind,
      granularity: record.granularity,
    },
    ts: record.ts_event,
    ingestedTs: record.ts_ingested,
    values: record.values,
  }));
export type TailRecord = z.output<typeof tailRecordSchema>;
