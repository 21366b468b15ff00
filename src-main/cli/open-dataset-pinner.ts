import { CachePinner } from '../services/cache/versions/cache-pinner.ts';
import { CandleCache } from '../services/cache/candle-cache.ts';
import { coordinatorAddress } from '../services/coordinators/coordinator-address.ts';
import { defaultCoordinator } from '../services/coordinators/default-coordinator.ts';
import type { Home } from '../services/home/home.ts';
import type { DatasetPinner } from '../services/jobs/submission/dataset-pinner.ts';

/** The candle cache of a home, as what pins the data of jobs. */
export function openDatasetPinner(home: Home): DatasetPinner {
  const preset = defaultCoordinator(process.env);
  return new CachePinner(
    new CandleCache(home.cache),
    (coordinator) => coordinatorAddress(home, preset, coordinator),
    () => new Date(),
  );
}
