import { z } from 'zod';

/** The JSON Schema of what a user may write where this schema reads, defaults not filled in. */
export function writtenJsonSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
}
