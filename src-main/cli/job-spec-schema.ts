import { z } from 'zod';
import { jobKinds } from '../../src-core/kinds/registry.ts';
import { writtenJsonSchema } from '../services/jobs/submission/spec-json-schema.ts';

/** The JSON Schema of a job spec as a user writes it, one alternative per kind of job; text with a final newline. */
export function jobSpecSchemaText(): string {
  const kinds = jobKinds.map((kind) => kind.specSchema);
  const [only] = kinds;
  const schema = kinds.length === 1 && only !== undefined ? only : z.union(kinds);
  const document = {
    title: 'Hindcast job spec',
    ...writtenJsonSchema(schema),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
