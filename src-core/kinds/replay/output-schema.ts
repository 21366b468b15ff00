import { z } from 'zod';

/** One field of what a model's `predict` returns. */
export const outputFieldSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/),
  type: z.enum(['float', 'int', 'bool', 'string']),
  default: z.union([z.number(), z.boolean(), z.string()]).optional(),
});
export type OutputField = z.infer<typeof outputFieldSchema>;

export const outputSchemaSchema = z.array(outputFieldSchema).min(1).max(64);

/**
 * The name of the field when a prediction is one float and nothing else: such predictions need no object each, and no
 * look at defaults or types. Undefined otherwise.
 */
export function plainFieldOf(fields: readonly OutputField[]): string | undefined {
  const [first, second] = fields;
  return first?.type === 'float' && second === undefined ? first.name : undefined;
}
