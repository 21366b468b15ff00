import { z } from 'zod';
import { chartsSchema } from '../../result/series.ts';
import { summaryBaseShape } from '../../result/summary-base.ts';
import { float64Schema, jobIdSchema } from '../common-schemas.ts';
import { query } from '../operation.ts';
import type { ErrorCode } from '../../errors/hindcast-error.ts';

const resultErrors: readonly ErrorCode[] = [
  'UNKNOWN_JOB',
  'RESULT_NOT_READY',
  'RESULT_MISSING',
  'RESULT_CORRUPT',
  'RESULT_INCOMPLETE',
  'WORKER_CRASHED',
];
const ofJob = z.strictObject({ jobId: jobIdSchema });
/** Seconds since the epoch, UTC; null leaves an end open. */
const span = { from: z.number().nullable().default(null), to: z.number().nullable().default(null) };

export const predictionRowSchema = z.object({
  row: z.int(),
  /** Seconds since the epoch, UTC. */
  ts: z.number(),
  scope: z.string(),
  subject: z.string(),
  status: z.string(),
  value: z.number().nullable(),
  entryPrice: z.number().nullable(),
  resolvedPrice: z.number().nullable(),
  resolvedTs: z.number().nullable(),
  actualReturn: z.number().nullable(),
  score: z.number().nullable(),
  output: z.string().nullable(),
  reason: z.string().nullable(),
});
export type PredictionRow = z.output<typeof predictionRowSchema>;

/** Columns that predictions can be sorted by. */
export const predictionSorts = ['row', 'ts', 'value', 'actualReturn', 'score'] as const;

/** Series of one scope (all when left out) that can be looked at closely; `drawdown` falls from the best sum so far. */
export const seriesNames = ['cumulative_score', 'drawdown', 'score', 'value', 'actual_return'] as const;

export const resultOperations = {
  'results.get': query({
    permission: 'VIEW_PNL',
    input: ofJob,
    output: z.object({
      /** `summary.json` as it lies in the result folder. */
      summary: z.looseObject(summaryBaseShape),
      files: z.array(z.object({ name: z.string(), sizeBytes: z.number(), sha256: z.string() })),
      folder: z.string(),
    }),
    errors: resultErrors,
  }),
  /** `charts.json`: the charts and tables of a result, computed when the run ended. */
  'results.charts': query({
    permission: 'VIEW_PNL',
    input: ofJob,
    output: chartsSchema,
    errors: resultErrors,
  }),
  /** A page of predictions, for a table that asks for what it shows. */
  'results.predictions': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({
      jobId: jobIdSchema,
      offset: z.int().min(0),
      limit: z.int().min(1).max(1000),
      sort: z.enum(predictionSorts).default('row'),
      descending: z.boolean().default(false),
      scope: z.string().nullable().default(null),
      status: z.string().nullable().default(null),
      ...span,
    }),
    output: z.object({ total: z.int(), rows: z.array(predictionRowSchema) }),
    errors: resultErrors,
  }),
  /** A series between two times, reduced (min-max) to about `points`; `x` in seconds since the epoch, UTC. */
  'results.series': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({
      jobId: jobIdSchema,
      series: z.enum(seriesNames),
      scope: z.string().nullable().default(null),
      ...span,
      points: z.int().min(2).max(20_000),
    }),
    output: z.object({
      x: float64Schema,
      y: float64Schema,
      /** Points before the reduction. */
      total: z.int(),
    }),
    errors: resultErrors,
  }),
  /**
   * Candles of one subject of a result between two times, put together to at most `points` (highest high, lowest low),
   * and the predictions made in that span, at most `points` of them, those kept being the largest by size.
   */
  'results.candles': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({
      jobId: jobIdSchema,
      subject: z.string(),
      ...span,
      points: z.int().min(2).max(5000),
    }),
    output: z.object({
      secondsPerCandle: z.number(),
      ts: float64Schema,
      open: float64Schema,
      high: float64Schema,
      low: float64Schema,
      close: float64Schema,
      predictions: z.object({
        ts: float64Schema,
        value: float64Schema,
        entryPrice: float64Schema,
        resolvedTs: float64Schema,
        resolvedPrice: float64Schema,
        score: float64Schema,
        total: z.int(),
      }),
    }),
    errors: [...resultErrors, 'DATA_MISSING', 'DATA_CORRUPT'],
  }),
  /**
   * Runs side by side. The first with a usable result is the baseline: differences of the headline score are paired by
   * scope and time where both runs predicted, with a block-bootstrap interval; those of other metrics have none.
   */
  'results.compare': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({
      jobIds: z.array(jobIdSchema).min(2).max(10),
      points: z.int().min(2).max(5000).default(1000),
    }),
    output: z.object({
      runs: z.array(z.object({ jobId: jobIdSchema, summary: z.looseObject(summaryBaseShape) })),
      /** Jobs without a usable result, and why. */
      excluded: z.array(z.object({ jobId: jobIdSchema, reason: z.string() })),
      differences: z.array(
        z.object({
          jobId: jobIdSchema,
          /** Predictions that both runs have scored. */
          paired: z.int(),
          mean: z.number().nullable(),
          low: z.number().nullable(),
          high: z.number().nullable(),
          confidence: z.number(),
        }),
      ),
      /** From the latest first score to the earliest last one of the runs; null when there is no such time. Seconds, UTC. */
      overlap: z.object({ from: z.number(), to: z.number() }).nullable(),
      /** Cumulative score of each run over the overlap, starting at zero. */
      curves: z.array(z.object({ jobId: jobIdSchema, x: float64Schema, y: float64Schema })),
    }),
    errors: resultErrors,
  }),
};
