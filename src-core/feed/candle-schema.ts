import { z } from 'zod';
import type { Candle } from './candle.ts';

/** Checks a candle that comes from outside, for example from a file of a user's. */
export const candleSchema: z.ZodType<Candle> = z.strictObject({
  ts: z.int(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});
