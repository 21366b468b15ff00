import { z } from 'zod';
import { dataPolicyShape } from '../../../quality/data-policy-schema.ts';
import { feedSchema } from '../../../feed/feed-schema.ts';
import { scopeShape } from '../scope.ts';
import { scoringSchema, resolverSchema } from '../scoring-choice.ts';
import { outputSchemaSchema } from '../output-schema.ts';

/** The values a challenge may pass to `predict`, by the name under which it passes them. */
export const callArgumentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
    .describe('Keyword for Python; order counts for JavaScript'),
  value: z
    .enum(['subject', 'resolve_horizon_seconds', 'step_seconds', 'scope'])
    .describe('What is passed: a value of the scope, or the whole scope as an object'),
});

/** Which method is asked for a prediction, and with what. */
export const callSchema = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
    .default('predict'),
  arguments: z.array(callArgumentSchema).max(16).optional(),
});

export const aggregationWindowSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  hours: z.number().positive(),
  value_field: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
    .default('value')
    .describe(
      'Field of a score that is averaged: "value", or another number that your scoring function returns',
    ),
});
export type AggregationWindow = z.output<typeof aggregationWindowSchema>;

/**
 * What a competition fixes (`challenge.json`): everything a run needs that is not the model's or the user's own.
 * A job spec names a profile with `challenge` and may override each part.
 */
export const challengeProfileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(100),
  description: z.string().max(2000).default(''),
  feed: feedSchema.optional(),
  scopes: z.array(z.strictObject(scopeShape)).min(1).max(64).optional(),
  call: callSchema.optional(),
  output: outputSchemaSchema.optional(),
  resolver: resolverSchema.optional(),
  ...dataPolicyShape,
  scoring: scoringSchema.optional(),
  aggregation: z.array(aggregationWindowSchema).min(1).max(16).optional(),
  metrics: z.array(z.string()).max(64).optional(),
  ranking: z
    .strictObject({
      key: z.string(),
      direction: z.enum(['descending', 'ascending']).default('descending'),
    })
    .optional(),
});
export type ChallengeProfile = z.output<typeof challengeProfileSchema>;
