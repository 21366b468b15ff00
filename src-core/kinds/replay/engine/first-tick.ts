import type { ReplayPlan } from '../plan.ts';

/** The index of the candle of a subject that is its first tick: rule R1. */
export function firstTickIndex({ mode, windowSize }: Pick<ReplayPlan, 'mode' | 'windowSize'>): number {
  return mode === 'compatible' ? windowSize : windowSize - 1;
}
