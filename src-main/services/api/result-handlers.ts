import type { resultOperations } from '../../../src-core/api/contract/results.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Home } from '../home/home.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { Handlers } from './handlers.ts';

export interface ResultHandlerParts {
  readonly home: Home;
  readonly store: Pick<JobStore, 'get' | 'snapshot'>;
  readonly worker: Pick<DataWorkerClient, 'request'>;
}

/** Answers everything that is asked of results. */
export function resultHandlers(_parts: ResultHandlerParts): Handlers<keyof typeof resultOperations> {
  const notBuilt = (): Promise<never> =>
    Promise.reject(new HindcastError('INTERNAL', 'Results cannot be read yet.'));
  return {
    'results.get': notBuilt,
    'results.charts': notBuilt,
    'results.predictions': notBuilt,
    'results.series': notBuilt,
    'results.candles': notBuilt,
    'results.compare': notBuilt,
  };
}
