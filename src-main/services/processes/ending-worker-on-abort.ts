import { throwIfCancelled } from '../coordinator/retry.ts';
import type { DataWorkerClient } from './data-worker-client.ts';

/**
 * Runs what the data worker does in one long call: an abort ends the worker, and with it the call.
 *
 * @throws HindcastError `CANCELLED` when the signal says so
 */
export async function endingWorkerOnAbort<T>(
  worker: DataWorkerClient,
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  const end = (): void => void worker.close();
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await run();
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
