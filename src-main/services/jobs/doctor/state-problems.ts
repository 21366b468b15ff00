import { recoverJobs } from '../running/job-recovery.ts';
import { isProcessAlive } from '../../processes/process-stamp.ts';
import type { DoctorParts } from './examine-queue.ts';
import type { Problem, Remedy } from './problem.ts';

/** Jobs whose state is not true: running without a process, waiting for what will not come. */
export async function stateProblems(parts: DoctorParts): Promise<Problem[]> {
  const { home, store, tree, retryDelaysSeconds } = parts;
  const lost = store
    .running()
    .filter(({ ownerProcess }) => ownerProcess === null || !isProcessAlive(ownerProcess))
    .map(({ jobId, name, ownerProcess }): Problem => ({
      code: 'RUNNING_WITHOUT_PROCESS',
      severity: 'error',
      subject: jobId,
      message: `"${name}" is running, but the process that ran it (${ownerProcess ?? 'none'}) is gone.`,
      remedy: {
        words: 'gives it back to the queue, or fails it, by the retry rule',
        apply: () => recoverJobs(home, store, tree, retryDelaysSeconds),
      },
    }));
  const waiting = store.checkup.wrongWaits().map(({ jobId, name, lost: awaited }): Problem => {
    const remedy = (words: string): Remedy => ({
      words,
      apply: () => store.checkup.mendWait(jobId),
    });
    return awaited === null
      ? {
          code: 'BLOCKED_WRONGLY',
          severity: 'error',
          subject: jobId,
          message: `"${name}" does not know for how many jobs it waits.`,
          remedy: remedy('counts them again'),
        }
      : {
          code: 'BLOCKED_FOREVER',
          severity: 'error',
          subject: jobId,
          message: `"${name}" waits for "${awaited.name}" (${awaited.jobId}), which is ${awaited.state}.`,
          remedy: remedy('cancels it, and what waits for it'),
        };
  });
  return [...lost, ...waiting];
}
