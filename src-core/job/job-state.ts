import { HindcastError } from '../errors/hindcast-error.ts';

export const jobStates = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

const allowed: Record<JobState, readonly JobState[]> = {
  pending: ['running', 'cancelled', 'failed'],
  running: ['completed', 'failed', 'cancelled', 'pending'],
  completed: ['pending'],
  failed: ['pending'],
  cancelled: ['pending'],
};

/** Whether a job in this state has ended; an ended job only leaves the state by an explicit re-run. */
export function isTerminal(state: JobState): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/**
 * Checks a change of state. Back to `pending` is a retry of an interrupted run, or an explicit re-run of an ended one.
 *
 * @throws HindcastError `INTERNAL` when the change is not allowed
 */
export function assertTransition(from: JobState, to: JobState): void {
  if (!allowed[from].includes(to)) {
    throw new HindcastError('INTERNAL', `A job cannot go from ${from} to ${to}.`);
  }
}
