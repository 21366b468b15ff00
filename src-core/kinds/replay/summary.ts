import { z } from 'zod';
import { lookaheadSchema } from '../../result/lookahead.ts';
import { headlineSchema, summaryBaseShape } from '../../result/summary-base.ts';
import { predictionStatuses } from './prediction-columns.ts';

const metricsSchema = z.record(z.string(), z.number().nullable());

/** Counts that add up: predictions = the sum over the statuses. */
const countsSchema = z.record(
  z.enum(['ticks', 'tick_errors', 'predictions', ...predictionStatuses]),
  z.int().nonnegative(),
);

/** Interval of a metric at a confidence level, by block bootstrap. */
export const intervalSchema = z.object({
  low: z.number().nullable(),
  high: z.number().nullable(),
  confidence: z.number(),
  method: z.string(),
});

export const scopeSummarySchema = z.object({
  scope_key: z.string(),
  subject: z.string(),
  prediction_interval_seconds: z.int(),
  resolve_horizon_seconds: z.int(),
  step_seconds: z.int(),
  headline: headlineSchema,
  metrics: metricsSchema,
  intervals: z.record(z.string(), intervalSchema),
  predictions: z.int(),
  scored: z.int(),
});
export type ScopeSummary = z.infer<typeof scopeSummarySchema>;

/** `summary.json` of a replay; `metrics` are those of all scopes pooled. */
export const replaySummarySchema = z.object({
  ...summaryBaseShape,
  kind: z.literal('replay'),
  mode: z.enum(['strict', 'compatible']),
  counts: countsSchema,
  intervals: z.record(z.string(), intervalSchema),
  featured_metrics: z.array(z.string()),
  ranking: z.object({ key: z.string(), direction: z.string(), value: z.number().nullable() }),
  scopes: z.array(scopeSummarySchema),
  lookahead: lookaheadSchema,
});
export type ReplaySummary = z.infer<typeof replaySummarySchema>;
