import type { JobRow, Slot } from '../../../src-core/api/job-row.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { EventHub } from '../api/event-hub.ts';
import type { Home } from '../home/home.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import type { Clock } from './clock.ts';
import type { DatasetPinner } from './dataset-pinner.ts';
import type { JobCounts } from './job-lists.ts';
import type { JobStore } from './job-store.ts';
import type { ProcessTree } from './process-tree.ts';

export interface JobQueueParts {
  readonly home: Home;
  readonly pinner: DatasetPinner;
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly tree: ProcessTree;
  readonly hub: EventHub;
  /** Jobs that run at the same time. */
  readonly slots: number;
  /** Hears of new counts, for the status line. */
  readonly onCounts: (counts: JobCounts) => void;
  /** Hears of what went wrong behind nobody's call. */
  readonly onTrouble: (thrown: unknown) => void;
}

/** The queue of an application that stays open: runs what is pending, tells what happens. */
export interface JobQueue {
  readonly store: JobStore;
  /** Every job as the events up to now describe it, newest first. */
  jobRows(): JobRow[];
  slotsNow(): Slot[];
  counts(): JobCounts;
  setSlots(slots: number): void;
  /** Jobs that this process runs. */
  runningJobs(): number;
  /** Calls back with every job that ended, wherever it ran. */
  onEnded(listener: (job: JobRow) => void): () => void;
  /** Cancels what runs here and waits until it has stopped; nothing new is started. */
  stop(how: 'cancel'): Promise<void>;
  /** Gives what still runs here back to the queue, for the next start, and closes the database. */
  close(): Promise<void>;
}

/** Opens the queue of a home that exists, puts in order what a crash has left, and starts what is pending. */
export function openJobQueue(_parts: JobQueueParts): Promise<JobQueue> {
  return Promise.reject(new HindcastError('INTERNAL', 'The queue is not there yet.'));
}
