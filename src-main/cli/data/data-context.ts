import { CandleCache } from '../../services/cache/candle-cache.ts';
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
