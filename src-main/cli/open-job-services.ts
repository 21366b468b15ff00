import { defaultRetryDelaysSeconds } from '../../src-core/job/retry-policy.ts';
import { createHome, type Home } from '../services/home/home.ts';
import { systemClock } from '../services/jobs/clock.ts';
import { openDatabase } from '../services/jobs/store/database.ts';
import type { DatasetPinner } from '../services/jobs/submission/dataset-pinner.ts';
import { recoverJobs } from '../services/jobs/running/job-recovery.ts';
import { JobService } from '../services/jobs/job-service.ts';
import type { JobStore } from '../services/jobs/store/job-store.ts';
import { AppLog } from '../services/log/app-log.ts';
import { systemProcessTree } from '../services/jobs/running/process-tree.ts';
import { SqliteJobStore } from '../services/jobs/store/sqlite-job-store.ts';
import type { ProcessSpawner } from '../services/processes/process-spawner.ts';

/** Opens the queue of a home, creating both when needed, with what a crash has left put in order. */
export async function openJobStore(home: Home): Promise<JobStore> {
  createHome(home);
  const store = new SqliteJobStore(openDatabase(home.database, systemClock.now()), systemClock);
  const log = new AppLog(home, systemClock);
  store.onHistory((entries) => log.history(entries));
  await recoverJobs(home, store, systemProcessTree);
  return store;
}

export function jobServiceOf(
  home: Home,
  store: JobStore,
  pinner: DatasetPinner,
  spawner: ProcessSpawner,
): JobService {
  return new JobService({
    home,
    store,
    pinner,
    spawner,
    clock: systemClock,
    tree: systemProcessTree,
    retryDelaysSeconds: defaultRetryDelaysSeconds,
  });
}
