import { z } from 'zod';
import { faultKinds, type FaultKind } from './candle-faults.ts';

const count = z.int().nonnegative();

/** Checks {@link FaultCounts} that come from outside. */
export const faultCountsSchema = z.object({
  missing: count,
  gap: count,
  duplicate: count,
  out_of_order: count,
  off_grid: count,
  without_price: count,
  not_positive: count,
  inconsistent: count,
  spike: count,
  flat: count,
} satisfies Record<FaultKind, z.ZodType>);

export const faultKindSchema = z.enum(faultKinds);

/** The row or stretch of an example, whatever stands for its time. */
export const faultExampleShape = {
  kind: faultKindSchema,
  open: z.number().nullable(),
  high: z.number().nullable(),
  low: z.number().nullable(),
  close: z.number().nullable(),
  periods: z.int().nullable(),
  change: z.number().nullable(),
};
