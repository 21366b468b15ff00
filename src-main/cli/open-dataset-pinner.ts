import { CandleCache } from '../services/cache/candle-cache.ts';
import type { Home } from '../services/home/home.ts';
import type { DatasetPinner } from '../services/jobs/submission/dataset-pinner.ts';

/** The candle cache of a home, as what pins the data of jobs. */
export function openDatasetPinner(home: Home): DatasetPinner {
  return new CandleCache(home.cache);
}
