import type { OutputField } from './output-schema.ts';

/**
 * The name of the field when a prediction is one float and nothing else: such predictions need no object each, and no
 * look at defaults or types. Undefined otherwise.
 */
export function plainFieldOf(fields: readonly OutputField[]): string | undefined {
  const [first, second] = fields;
  return first?.type === 'float' && second === undefined ? first.name : undefined;
}
