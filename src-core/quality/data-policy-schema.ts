import { z } from 'zod';
import { dataPolicies } from './fault-policy.ts';

/** What a spec or a challenge may say about odd data; left open, the challenge and then the defaults hold. */
export const dataPolicyShape = {
  data_policy: z
    .enum(dataPolicies)
    .optional()
    .describe(
      'Gaps and faults in the data: "warn" (the default) runs and says so, "refuse" does not run, "allow" lists',
    ),
  max_missing_fraction: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      'Share of the expected candles that may be missing before data_policy minds it; 0 when left out',
    ),
};
