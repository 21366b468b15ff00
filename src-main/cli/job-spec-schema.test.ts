import { expect, it } from 'vitest';
import { jobSpecSchemaText } from './job-spec-schema.ts';

it('lets an editor complete and explain what a spec may hold', () => {
  const schema = JSON.parse(jobSpecSchemaText()) as {
    required: string[];
    additionalProperties: boolean;
    properties: Record<string, { description?: string; default?: unknown }>;
  };
  expect(schema.required).toEqual(['kind', 'name', 'model', 'start', 'end']);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties['window_size']).toMatchObject({
    default: 120,
    description: 'Candles that each tick carries',
  });
});
