import { z } from 'zod';
import { dataPolicies } from '../quality/fault-policy.ts';
import { faultCountsSchema, faultExampleShape } from '../quality/fault-schema.ts';

/** The one figure that stands for a run, with its uncertainty; the same value on every screen, export and report. */
export const headlineSchema = z.object({
  metric: z.string(),
  label: z.string(),
  value: z.number().nullable(),
  standard_error: z.number().nullable(),
  interval_low: z.number().nullable(),
  interval_high: z.number().nullable(),
  confidence: z.number(),
  method: z.string(),
});
export type Headline = z.infer<typeof headlineSchema>;

/** Which data a run was on; `start` and `end` are the first and last moment taken in, ISO 8601 in UTC. */
export const dataUsedSchema = z.object({
  feeds: z.array(z.string()),
  start: z.string(),
  end: z.string(),
  /** Whether any of it is made up, so that nobody takes the figures for a market's. */
  is_synthetic: z.boolean(),
});
export type DataUsed = z.infer<typeof dataUsedSchema>;

/**
 * What was odd about the data of a run: of exactly the candles that it used, by the rules of docs/spec/data.md. `badge` is
 * `clean` only when every figure that could warn is zero, and `noted` when the policy does not mind what is not. What is
 * optional is not in results of before it was counted.
 */
export const dataQualitySchema = z.object({
  badge: z.enum(['clean', 'noted', 'warned']),
  rows_read: z.int(),
  rows_used: z.int(),
  rows_without_price: z.int(),
  duplicates_removed: z.int(),
  rows_out_of_order: z.int(),
  missing_days: z.array(z.string()),
  /** Whose files were changed after they were verified. */
  altered_days: z.array(z.string()).optional(),
  missing_candles: z.int(),
  gaps: z.array(z.object({ subject: z.string(), after: z.string(), missing: z.int() })),
  gaps_not_listed: z.int(),
  policy: z.enum(dataPolicies).optional(),
  max_missing_fraction: z.number().optional(),
  /** Candles that the range should have, of all subjects; null when the granularity does not tell. */
  expected_candles: z.int().nullable().optional(),
  faults: faultCountsSchema.optional(),
  /** The first few of each kind; gaps are listed above. */
  examples: z.array(z.object({ subject: z.string(), at: z.string(), ...faultExampleShape })).optional(),
});
export type DataQuality = z.infer<typeof dataQualitySchema>;

/** Everything that a result depends on, so that anyone can compute it again and compare. */
export const receiptSchema = z.object({
  job_id: z.string(),
  snapshot_id: z.string(),
  dataset_version_ids: z.record(z.string(), z.string()),
  files: z.array(z.object({ path: z.string(), sha256: z.string(), size_bytes: z.int(), rows: z.int() })),
  model_hash: z.string(),
  model_files: z.record(z.string(), z.string()),
  engine_version: z.string(),
  metrics_version: z.string(),
  hindcast_version: z.string(),
  runtime: z.record(z.string(), z.string()),
  /** SHA-256 over every bit of the predictions' columns and the metrics. */
  strict_hash: z.string(),
  /** The same over values rounded to 12 significant digits: equal across engines that differ in a last bit. */
  canonical_hash: z.string(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** What `summary.json` of any kind of job holds; each kind extends it in its own folder. */
export const summaryBaseShape = {
  schema_version: z.literal(1),
  kind: z.string(),
  name: z.string(),
  created_at: z.string(),
  headline: headlineSchema,
  metrics: z.record(z.string(), z.number().nullable()),
  counts: z.record(z.string(), z.int()),
  warnings: z.array(z.string()),
  data: dataUsedSchema,
  data_quality: dataQualitySchema,
  config: z.record(z.string(), z.json()),
  receipt: receiptSchema,
  timings_seconds: z.record(z.string(), z.number()),
};
export const summaryBaseSchema = z.object(summaryBaseShape);
export type SummaryBase = z.infer<typeof summaryBaseSchema>;
