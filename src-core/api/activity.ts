import { z } from 'zod';
import { errorEnvelopeSchema } from '../errors/error-envelope.ts';
import { momentSchema } from './common-schemas.ts';

export const activityKinds = [
  'pull',
  'import',
  'resample',
  'verify_data',
  'verify_job',
  'backfill',
  'export',
] as const;

/**
 * Something long that is under way beside the job queue: a pull, an import, a check. Ended ones stay listed until the
 * application closes.
 */
export const activitySchema = z.object({
  activityId: z.string(),
  kind: z.enum(activityKinds),
  /** A short sentence: "Pull binance/BTCUSDT/candle/1m". */
  title: z.string(),
  /** What it is about: the feed's path, the job's id, the coordinator's id. */
  subject: z.string(),
  state: z.enum(['running', 'completed', 'failed', 'cancelled']),
  /** In [0, 1]; null when the amount of work is not known. */
  fraction: z.number().min(0).max(1).nullable(),
  /** "12 of 30 days, 4.1 of 62 MB". */
  message: z.string(),
  startedAt: momentSchema,
  endedAt: momentSchema.nullable(),
  error: errorEnvelopeSchema.nullable(),
  /** What came of it, by kind of activity. */
  result: z.record(z.string(), z.json()).nullable(),
});
export type Activity = z.output<typeof activitySchema>;
