import { SHARE_ENV, Worker } from 'node:worker_threads';
import { defaultMemoryLimitMb } from '../../../../src-core/job/memory-limit.ts';

/** Small enough to stay in the processor's cache: windows live for one tick. Also spares memory. */
const youngGenerationMb = 12;

let prepared: Worker | undefined;

/**
 * Starts a replay thread before its run is known, so that it has loaded the engine by then. Its memory limit is the one
 * that nearly all jobs have.
 */
export function prepareThread(): void {
  prepared ??= startThread(defaultMemoryLimitMb);
}

/** A replay thread that waits for its run: the prepared one, if its memory limit fits, else a new one. */
export function takeThread(memoryMb: number): Worker {
  const spare = memoryMb === defaultMemoryLimitMb ? prepared : undefined;
  if (spare === undefined) return startThread(memoryMb);
  prepared = undefined;
  return spare;
}

function startThread(memoryMb: number): Worker {
  return new Worker(new URL('./replay-thread.ts', import.meta.url), {
    stdin: true,
    stdout: true,
    stderr: true,
    // What the model starts says for which lease, which is not known yet when a thread is prepared.
    env: SHARE_ENV,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngGenerationMb },
  });
}
