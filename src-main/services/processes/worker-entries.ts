import type { WorkerEntry } from './process-spawner.ts';

/** The file that each kind of worker process starts with. */
export const workerEntries: Readonly<Record<WorkerEntry, URL>> = {
  job: new URL('../../../src-worker/job/job-worker.ts', import.meta.url),
  data: new URL('../../../src-worker/data/data-worker.ts', import.meta.url),
};
