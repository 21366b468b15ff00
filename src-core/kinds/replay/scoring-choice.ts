import { z } from 'zod';

export const builtInScorings = ['directional', 'signed_return', 'squared_error', 'crps_gaussian'] as const;

/** A function in a file of the user's: JavaScript, TypeScript or Python. */
const functionFileShape = {
  path: z.string().min(1).describe('File, relative to the spec'),
  export: z.string().min(1).default('default').describe('Name under which the file exports it'),
};

export const scoringSchema = z.union([z.enum(builtInScorings), z.strictObject(functionFileShape)]);
export type ScoringChoice = z.output<typeof scoringSchema>;

/**
 * How the actual outcome is found: the first candle at or after the horizon (the public harness), the last candle
 * inside it (production), or a function of the user's.
 */
export const resolverSchema = z.union([
  z.enum(['first_at_or_after', 'last_in_window']),
  z.strictObject(functionFileShape),
]);
export type ResolverChoice = z.output<typeof resolverSchema>;
