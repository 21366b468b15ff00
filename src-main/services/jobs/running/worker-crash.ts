import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import type { ProcessExit } from '../../processes/process-spawner.ts';

/** How V8 says that its own limit on the heap was reached, before it ends the process. */
const heapExhausted = /JavaScript heap out of memory|Reached heap limit/;

/**
 * Why a worker that ended without a word is taken to have ended.
 *
 * @param where how far the job was, for the message
 * @param lastOutput what it printed last
 */
export function explainCrash(exit: ProcessExit, where: string, lastOutput: string): ErrorEnvelope {
  const isOutOfMemory = exit.outOfMemory === true || heapExhausted.test(lastOutput);
  const how =
    exit.signal !== null
      ? `was ended by ${exit.signal}`
      : exit.code === null
        ? 'could not be started'
        : `ended with exit code ${exit.code}`;
  const hint = exit.signal === 'SIGKILL' || isOutOfMemory ? ' The system may have run out of memory.' : '';
  const said = lastOutput === '' ? '' : ` It last said: ${lastOutput.split('\n').slice(-3).join(' / ')}`;
  return {
    code: isOutOfMemory ? 'OUT_OF_MEMORY' : 'WORKER_CRASHED',
    message: `The worker process ${how} without a result, ${where}.${hint}${said}`,
    details: { exit_code: exit.code, signal: exit.signal, last_output: lastOutput },
  };
}
