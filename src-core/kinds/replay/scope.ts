import { z } from 'zod';
import { feedSegmentSchema } from '../../feed/feed-schema.ts';

/** Fields of a scope in a spec or a profile; what is left out is taken from the spec's own top level. */
export const scopeShape = {
  scope_key: z
    .string()
    .regex(/^[A-Za-z0-9._:+-]{1,64}$/)
    .optional()
    .describe('Name of the scope in results; SUBJECT-HORIZON when left out'),
  subject: feedSegmentSchema
    .optional()
    .describe('Subject to predict; every subject of the feed when left out'),
  prediction_interval_seconds: z
    .int()
    .min(1)
    .optional()
    .describe('Least time between two predictions, in seconds of candle time'),
  resolve_horizon_seconds: z
    .int()
    .min(0)
    .optional()
    .describe('How far ahead the outcome lies, in seconds; 0 resolves at once'),
  step_seconds: z.int().min(1).optional().describe('Passed to the model as context; schedules nothing'),
};

/** A scope with nothing left open. Times in seconds. */
export interface Scope {
  readonly key: string;
  readonly subject: string;
  readonly subjectIndex: number;
  readonly intervalSeconds: number;
  readonly horizonSeconds: number;
  readonly stepSeconds: number;
}
