import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseOrThrow } from './schema-error.ts';

const schema = z.strictObject({
  scoring: z
    .union([
      z.enum(['directional', 'signed_return']),
      z.strictObject({ path: z.string(), weight: z.number() }),
    ])
    .optional(),
  windows: z.array(z.union([z.string(), z.strictObject({ hours: z.number() })])).optional(),
});

function problemsOf(input: unknown): unknown {
  try {
    return parseOrThrow(schema, input, 'spec.json');
  } catch (error) {
    return (error as Error).message;
  }
}

describe('parseOrThrow', () => {
  it('names an unknown key and the nearest known one', () => {
    expect(problemsOf({ scorng: 'directional' })).toBe(
      'spec.json: unknown key "scorng", did you mean "scoring"?',
    );
  });

  it('says of a choice of forms what is wrong with the form that was meant', () => {
    expect(problemsOf({ scoring: 'directionl' })).toBe(
      'spec.json: "scoring": Invalid option: expected one of "directional"|"signed_return".',
    );
    expect(problemsOf({ scoring: { path: 'a.js', wieght: 1 } })).toBe(
      'spec.json: "scoring.weight": is missing; unknown key "scoring.wieght", did you mean "weight"?',
    );
    expect(problemsOf({ windows: ['day', { hours: 'two' }, { huors: 2 }] })).toBe(
      'spec.json: "windows.1.hours": Invalid input: expected number, received string; ' +
        '"windows.2.hours": is missing; unknown key "windows.2.huors", did you mean "hours"?',
    );
  });
});
