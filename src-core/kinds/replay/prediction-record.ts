import { z } from 'zod';
import { predictionStatuses } from './prediction-columns.ts';

/**
 * One row of `predictions.parquet`, as a reader of the file gets it. Times are in UTC; what does not exist is null.
 * `value` is the number that metrics and numeric scorings use; `output_json` is the whole output where it holds more.
 */
export const predictionRecordSchema = z.strictObject({
  performed_at: z.iso.datetime(),
  scope_key: z.string(),
  subject: z.string(),
  status: z.enum(predictionStatuses),
  value: z.number().nullable(),
  entry_price: z.number().nullable(),
  resolved_price: z.number().nullable(),
  resolved_at: z.iso.datetime().nullable(),
  /** (resolved - entry) / max(|entry|, 1e-9), a plain ratio. */
  actual_return: z.number().nullable(),
  score: z.number().nullable(),
  output_json: z.string().nullable(),
  reason: z.string().nullable(),
});
export type PredictionRecord = z.infer<typeof predictionRecordSchema>;
