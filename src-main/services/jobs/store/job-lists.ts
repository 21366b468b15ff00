import type { JobRow } from '../../../../src-core/api/job-row.ts';
import type { JobListFilter } from './job-list-query.ts';
import type { RunDuration } from './run-durations.ts';

/** How many jobs there are. */
export interface JobCounts {
  readonly pending: number;
  readonly running: number;
  /** Jobs that ended since midnight, UTC. */
  readonly endedToday: number;
}

export interface RecentModel {
  /** Absolute. */
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly usedAt: string;
}

/** A page of a list of jobs. */
export interface JobRowPage {
  readonly rows: readonly JobRow[];
  readonly nextCursor: string | null;
}

/** What screens read of the jobs, without the weight of their specs. */
export interface JobLists {
  /** Every job, newest first. */
  rows(): JobRow[];
  row(jobId: string): JobRow | undefined;
  /**
   * The jobs that a filter asks for, newest first.
   *
   * @throws HindcastError `BAD_INPUT` for a cursor that is none
   */
  page(filter: JobListFilter): JobRowPage;
  /** The number of the latest change. */
  lastChange(): number;
  /** The jobs that changed after a change of that number, in the order of their latest change; removed ones too. */
  changesAfter(change: number): readonly { readonly change: number; readonly jobId: string }[];
  /** Whether another process has changed the database since this was last asked. Costs next to nothing. */
  changedElsewhere(): boolean;
  unendedJobIds(): readonly string[];
  /** Jobs that failed or were cancelled. */
  endedWithoutResult(): readonly string[];
  /** Jobs that ended before a moment and are not pinned. */
  endedBefore(moment: Date): readonly string[];
  counts(now: Date): JobCounts;
  /** The models of the latest jobs, each once. */
  recentModels(limit: number): readonly RecentModel[];
  /**
   * The latest completed runs of a model file; when it has none, those of models in the same language, told by the end
   * of the file's name.
   */
  durations(modelPath: string, limit: number): readonly RunDuration[];
  /** The most memory, in bytes, that the latest completed runs of a job's model needed; null when there are none. */
  peakMemory(jobId: string): number | null;
}
