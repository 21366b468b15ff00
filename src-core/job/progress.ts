import { z } from 'zod';

export const progressPhases = [
  'starting',
  'loading',
  'simulating',
  'scoring',
  'writing',
  'finished',
] as const;

/**
 * How far a job is. `fraction` counts work that is done over work that is known, in [0, 1], never falls, and is 1 only
 * after the result is in place.
 */
export const progressSchema = z.object({
  phase: z.enum(progressPhases),
  fraction: z.number().min(0).max(1),
  current_date: z.string().nullable(),
  message: z.string(),
  eta_seconds: z.number().nonnegative().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** The most that progress says before the result is in place; 1 is kept for that. Rule Q32. */
export const largestUnfinished = 0.999;

/** A fraction as whole percent, rounded down: 100 only at the end. Rule Q32. */
export function percentDone(fraction: number): number {
  // Rounded first, because 0.29 times 100 is less than 29.
  return fraction < 1 ? Math.min(99, Math.floor(Math.round(fraction * 1e6) / 1e4)) : 100;
}
