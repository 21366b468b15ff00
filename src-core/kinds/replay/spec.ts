import { z } from 'zod';
import { aggregationWindowSchema, callSchema, challengeProfileSchema } from './challenge/profile.ts';
import { outputSchemaSchema } from './output-schema.ts';
import { dataPolicyShape } from '../../quality/data-policy-schema.ts';
import { feedKindSchema, feedSegmentSchema } from '../../feed/feed-schema.ts';
import { jobBaseShape } from '../../job/job-base.ts';
import { scopeShape } from './scope.ts';
import { resolverSchema, scoringSchema } from './scoring-choice.ts';

export const replayModelSchema = z.strictObject({
  path: z.string().min(1).describe('File of the model (.js, .mjs, .ts, .mts or .py), relative to the spec'),
  export: z
    .string()
    .min(1)
    .default('default')
    .describe('Exported class or object; for Python the class or instance, "default" finds the only tracker'),
  params: z.record(z.string(), z.json()).default({}).describe('Passed to the constructor of the model'),
  python: z
    .string()
    .min(1)
    .optional()
    .describe('Python interpreter or virtual environment; for .py models only'),
  feeding: z
    .enum(['batched', 'round_trip'])
    .default('batched')
    .describe('Python only: candles in blocks (fast), or each one only when it is due'),
  on_tick_error: z
    .enum(['stop', 'continue'])
    .default('stop')
    .describe('What happens when tick() throws: the run fails, or the error is counted'),
  call_timeout_seconds: z
    .number()
    .min(0.1)
    .max(3600)
    .default(30)
    .describe('Longest that one call of the model may take, in seconds'),
});

const feedChoiceSchema = z.strictObject({
  source: feedSegmentSchema.describe('Where the candles come from'),
  subject: z
    .union([feedSegmentSchema, z.array(feedSegmentSchema).min(1).max(64)])
    .describe('One subject, or several that tick in time order'),
  kind: feedKindSchema.default('candle').describe('candle or tick'),
  granularity: feedSegmentSchema.describe('Time between candles, for example "1m"'),
});

/** A spec of kind `replay` as a user writes it; {@link resolveReplaySpec} closes what it leaves open. */
export const replaySpecSchema = z.strictObject({
  kind: z.literal('replay').describe('Replays a forecasting model over candles'),
  ...jobBaseShape,
  challenge: z
    .union([z.string().min(1), challengeProfileSchema])
    .optional()
    .describe('"starter", the path of a challenge.json, or what such a file holds'),
  model: replayModelSchema,
  feed: feedChoiceSchema.optional().describe('Which candles; may come from the challenge'),
  start: z.string().describe('First day or time, UTC, included'),
  end: z.string().describe('Last day or time, UTC, included; a date takes in the whole day'),
  window_size: z.int().min(1).max(100_000).default(120).describe('Candles that each tick carries'),
  prediction_interval_seconds: scopeShape.prediction_interval_seconds,
  resolve_horizon_seconds: scopeShape.resolve_horizon_seconds,
  step_seconds: scopeShape.step_seconds,
  scopes: z
    .array(z.strictObject(scopeShape))
    .min(1)
    .max(64)
    .optional()
    .describe('Several predictions in one run, each with its own subject, interval and horizon'),
  call: callSchema.optional().describe('Which method is asked for a prediction, and with what'),
  output: outputSchemaSchema.optional().describe('Fields of a prediction, with defaults'),
  scoring: scoringSchema.optional().describe('A built-in scoring function, or one in a file'),
  resolver: resolverSchema.optional().describe('How the actual outcome is found'),
  gap_tolerance_seconds: z
    .int()
    .min(0)
    .optional()
    .describe('How late the resolving candle may be; strict mode only; two candles when left out'),
  ...dataPolicyShape,
  aggregation: z
    .array(aggregationWindowSchema)
    .min(1)
    .max(16)
    .optional()
    .describe('Rolling windows of the score'),
  metrics: z.array(z.string()).max(64).optional().describe('Metrics to show first; all are always computed'),
  ranking: z
    .strictObject({ key: z.string(), direction: z.enum(['descending', 'ascending']).default('descending') })
    .optional()
    .describe('Metric by which runs are ranked'),
  mode: z
    .enum(['strict', 'compatible'])
    .default('strict')
    .describe('strict mends the known defects of the public harness; compatible reproduces its numbers'),
});
export type ReplaySpecInput = z.input<typeof replaySpecSchema>;
export type ReplaySpec = z.output<typeof replaySpecSchema>;
