import type { DatabaseCheckup } from '../doctor/database-checkup.ts';
import type { JobAttempts } from './job-attempts.ts';
import type { JobDependency } from './job-dependencies.ts';
import type { JobGroups } from './job-groups.ts';
import type { JobListFilter } from './job-list-query.ts';
import type { JobLists } from './job-lists.ts';
import type { QueueOrder } from './queue-order.ts';
import type { QueueStatistics } from './queue-statistics.ts';
import type { DatasetSnapshot, HistoryEntry, JobEvent, JobRecord, NewJob } from './job-record.ts';

/** What a user adds to a job; what is left out stays as it is. */
export interface Annotation {
  readonly notes?: string | undefined;
  readonly pinned?: boolean | undefined;
}

/** Who deletes a job, and why: nothing of the job is left that could tell. */
export interface Removal {
  readonly actor: string;
  readonly cause: string;
}

export interface JobPage {
  readonly jobs: readonly JobRecord[];
  readonly nextCursor: string | null;
}

/**
 * Where jobs are kept. Every change of state is checked by the state machine of core and appended to the job's events
 * in the same transaction.
 */
export interface JobStore {
  /** Adds a pending job, or returns the one that already has this id as it is. */
  insertOrGet(job: NewJob): { job: JobRecord; existing: boolean };
  /**
   * Puts an ended job back into the queue as a new attempt, with the limits, options and paths it is now asked for
   * with; what the last attempt left in the row is cleared. A job that has not ended stays as it is.
   */
  requeue(job: NewJob, cause: string): JobRecord;
  /**
   * Puts an ended job back into the queue as a new attempt of exactly what it was.
   *
   * @throws HindcastError `UNKNOWN_JOB`; `BAD_INPUT` when it has not ended, or what it waits for will not complete
   */
  retry(jobId: string, actor: string): JobRecord;
  /**
   * Cancels a pending job at once and marks a running one; an ended one stays as it is.
   *
   * @throws HindcastError `UNKNOWN_JOB`
   */
  requestCancel(jobId: string, actor: string): JobRecord;
  /** @throws HindcastError `UNKNOWN_JOB` */
  annotate(jobId: string, annotation: Annotation, actor: string): void;
  /**
   * Deletes an ended job with its history. `takeAway` runs inside the transaction, before anything is deleted: it puts
   * the job's files out of the way.
   *
   * @throws HindcastError `UNKNOWN_JOB`; `BAD_INPUT` when it has not ended or is pinned
   */
  remove(jobId: string, removal: Removal, takeAway: () => void): void;
  /** Makes several changes one, which costs one wait for the disk. A change inside that throws is undone by itself. */
  together<Result>(work: () => Result): Result;
  /** Forgets, of the numbered changes of each job, all but the latest: nobody who reads on needs them. */
  forgetEarlierChanges(): void;
  /** Calls back after every change that went through this object, except mere progress. */
  onCommit(listener: () => void): () => void;
  /** Calls back with what each transaction that was made through this object did to jobs and to the queue. */
  onHistory(listener: (entries: readonly HistoryEntry[]) => void): () => void;
  readonly attempts: JobAttempts;
  readonly lists: JobLists;
  readonly order: QueueOrder;
  readonly groups: JobGroups;
  readonly statistics: QueueStatistics;
  readonly checkup: DatabaseCheckup;
  get(jobId: string): JobRecord | undefined;
  /**
   * The job whose id starts with `prefix`.
   *
   * @throws HindcastError `UNKNOWN_JOB` when there is none; `BAD_INPUT` when there are several or it is no id
   */
  find(prefix: string): JobRecord;
  list(filter: JobListFilter): JobPage;
  running(): readonly JobRecord[];
  snapshot(snapshotId: string): DatasetSnapshot;
  /** The snapshots that results or jobs in the queue depend on: those of jobs that completed, wait or run. */
  snapshotsInUse(): readonly string[];
  events(jobId: string): readonly JobEvent[];
  /** The jobs that a job was to wait for. */
  dependencies(jobId: string): readonly JobDependency[];
  close(): void;
}
