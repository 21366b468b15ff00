import { z } from 'zod';
import { errorEnvelopeSchema } from '../errors/error-envelope.ts';
import { feedSchema } from '../feed/feed-schema.ts';

export const jobIdSchema = z.string().regex(/^[0-9a-f]{32}$/, 'is not the id of a job');
/** A UTC day, `YYYY-MM-DD`. */
export const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a day: write YYYY-MM-DD');
/** A moment as ISO 8601 in UTC. */
export const momentSchema = z.string();
export const emptySchema = z.strictObject({});
export const doneSchema = z.object({ done: z.literal(true) });
/** Typed arrays cross every carrier as they are. */
export const float64Schema: z.ZodType<Float64Array> = z.instanceof(Float64Array);
export const uint8Schema = z.instanceof(Uint8Array);

/** Days of a feed, both ends included. */
export const feedRangeSchema = z.strictObject({ feed: feedSchema, firstDay: daySchema, lastDay: daySchema });

/** What became of each job that a command was asked to act on. */
export const bulkOutcomeSchema = z.object({
  done: z.array(jobIdSchema),
  failed: z.array(z.object({ jobId: jobIdSchema, error: errorEnvelopeSchema })),
});
export type BulkOutcome = z.output<typeof bulkOutcomeSchema>;
