import { CandleCache } from '../../services/cache/candle-cache.ts';
import { throwIfCancelled } from '../../services/coordinator/retry.ts';
import { createHome, type Home } from '../../services/home/home.ts';
import { DataWorkerClient } from '../../services/processes/data-worker-client.ts';
import type { ProcessSpawner } from '../../services/processes/process-spawner.ts';

/** What every data command needs. */
export interface DataOptions {
  readonly home: Home;
  /** Starts the data worker, when there is something for it to do. */
  readonly spawner: ProcessSpawner;
  readonly signal?: AbortSignal;
}

export interface DataContext {
  readonly cache: CandleCache;
  readonly worker: DataWorkerClient;
  readonly now: () => Date;
}

/** Runs a data command with the cache of its home and a data worker that ends with it. */
export async function withData<T>(
  options: DataOptions,
  run: (context: DataContext) => Promise<T>,
): Promise<T> {
  createHome(options.home);
  const worker = new DataWorkerClient(options.spawner);
  try {
    return await run({ cache: new CandleCache(options.home.cache), worker, now: () => new Date() });
  } finally {
    await worker.close();
  }
}

/**
 * Runs what the data worker does in one long call: Ctrl-C ends the worker, and with it the call.
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
