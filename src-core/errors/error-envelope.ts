import { z } from 'zod';
import { errorCodes, type ErrorCode, type ErrorEnvelope } from './hindcast-error.ts';

/**
 * Checks an error that comes from outside this process's own code. Apart from `hindcast-error.ts`, which every thread
 * loads before it can do anything: loading zod takes longer than all of those threads' own code.
 */
export const errorEnvelopeSchema: z.ZodType<ErrorEnvelope> = z.object({
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
});
