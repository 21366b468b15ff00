import { z } from 'zod';

/** One field of what a model's `predict` returns. */
export const outputFieldSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/),
  type: z.enum(['float', 'int', 'bool', 'string']),
  default: z.union([z.number(), z.boolean(), z.string()]).optional(),
});
export type OutputField = z.infer<typeof outputFieldSchema>;

export const outputSchemaSchema = z.array(outputFieldSchema).min(1).max(64);
