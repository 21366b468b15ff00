import { z } from 'zod';
import type { ErrorEnvelope } from '../errors/hindcast-error.ts';

/** A call as it travels. */
export const requestSchema = z.strictObject({
  v: z.int(),
  op: z.string().max(64),
  input: z.unknown(),
});
export type ApiRequest = z.output<typeof requestSchema>;

export type ApiResponse = { ok: true; output: unknown } | { ok: false; error: ErrorEnvelope };
