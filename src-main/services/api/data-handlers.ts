import type { dataOperations } from '../../../src-core/api/contract/data.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import type { CandleCache } from '../cache/candle-cache.ts';
import type { Coordinators } from '../coordinators/coordinators.ts';
import type { PathGuard } from '../files/path-guard.ts';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import type { EventHub } from './event-hub.ts';
import type { Handlers } from './handlers.ts';

export interface DataHandlerParts {
  readonly home: Home;
  readonly cache: CandleCache;
  readonly worker: Pick<DataWorkerClient, 'request'>;
  /** Starts a data worker for each import, which can be ended when the import is cancelled. */
  readonly spawner: ProcessSpawner;
  readonly store: JobStore;
  readonly coordinators: Coordinators;
  readonly activities: ActivityLog;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly paths: PathGuard;
  /** Whom jobs belong to, as when they are submitted. */
  readonly user: string;
}

/** Answers everything that is asked of candles on this machine, and of what runs beside the queue. */
export function dataHandlers(_parts: DataHandlerParts): Handlers<keyof typeof dataOperations> {
  const notYet = (): Promise<never> => Promise.reject(new HindcastError('INTERNAL', 'Not there yet.'));
  return {
    'data.feeds': notYet,
    'data.calendar': notYet,
    'data.usage': notYet,
    'data.pull': notYet,
    'data.import': notYet,
    'data.verify': notYet,
    'data.remove': notYet,
    'data.preflight': notYet,
    'activities.cancel': notYet,
    'activities.dismiss': notYet,
  };
}
