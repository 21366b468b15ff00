import { availableParallelism } from 'node:os';

/** Jobs that run at the same time unless the user says otherwise: one core stays free for everything else. */
export function defaultSlots(cores: number = availableParallelism()): number {
  return Math.min(3, Math.max(1, cores - 1));
}
