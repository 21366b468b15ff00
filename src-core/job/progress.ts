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
