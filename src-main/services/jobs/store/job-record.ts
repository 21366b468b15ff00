import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import type { Priority } from '../../../../src-core/job/job-base.ts';
import type { JobState } from '../../../../src-core/job/job-state.ts';
import type { Progress } from '../../../../src-core/job/progress.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import type { Headline } from '../../../../src-core/result/summary-base.ts';
import type { JobOutline } from '../submission/job-outline.ts';

/** How to run a job beyond what its spec says; no part of its identity. */
export interface JobOptions {
  /** Alters candles after sampled times and requires that predictions up to them do not move. */
  readonly checkLookahead: boolean;
}

/** The exact data a job reads. */
export interface DatasetSnapshot {
  readonly snapshotId: string;
  readonly files: readonly PinnedFile[];
  /** Version of each feed's data, by the path of the feed. */
  readonly datasetVersionIds: Readonly<Record<string, string>>;
}

/** When a job may start, beyond its turn; no part of its identity. */
export interface JobSchedule {
  /** ISO 8601 in UTC; null to start as soon as it is its turn. */
  readonly notBefore: string | null;
  /** Ids of the jobs that have to complete first. */
  readonly after: readonly string[];
  readonly groupId: string | null;
  /** Its place among jobs that are queued at the same moment; the first has 0, and left out is 0. */
  readonly place?: number;
}

export const atItsTurn: JobSchedule = { notBefore: null, after: [], groupId: null };

/** A job as it enters the queue. */
export interface NewJob {
  readonly jobId: string;
  readonly kind: string;
  readonly name: string;
  /** Canonical spec with absolute paths. */
  readonly spec: unknown;
  readonly outline: JobOutline;
  readonly options: JobOptions;
  readonly priority: Priority;
  readonly createdBy: string;
  readonly snapshot: DatasetSnapshot;
  readonly modelHash: string;
  /** SHA-256 of each code file, by its path relative to the model's folder. */
  readonly codeFiles: Readonly<Record<string, string>>;
  /** How often an attempt that ended for a transient cause is made again. */
  readonly maxRetries: number;
  readonly schedule: JobSchedule;
}

/** How far a job was when that was last written down. */
export type RecordedProgress = Omit<Progress, 'eta_seconds'>;

/** A job as the queue knows it. Times are ISO 8601 in UTC. */
export interface JobRecord extends Omit<NewJob, 'snapshot' | 'outline' | 'schedule'> {
  readonly snapshotId: string;
  readonly state: JobState;
  readonly createdAt: string;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly cancelRequestedAt: string | null;
  readonly attempt: number;
  /** Automatic retries since a person last asked for it. */
  readonly retries: number;
  /** The smallest starts first, see `startOrderOf`. */
  readonly startOrder: number;
  readonly notBefore: string | null;
  /** How many of the jobs that it waits for have not completed. */
  readonly blockedBy: number;
  readonly groupId: string | null;
  /** Grows while the process that runs it is well. */
  readonly beat: number;
  /** Since when its worker is silent; null while it is not. */
  readonly stalledAt: string | null;
  /** The most memory that the latest attempt was seen to use; null before it was measured. */
  readonly peakMemoryBytes: number | null;
  /** Size of the files of its result. */
  readonly resultBytes: number | null;
  readonly leaseId: string | null;
  readonly ownerProcess: string | null;
  readonly workerProcess: string | null;
  readonly progress: RecordedProgress;
  readonly error: ErrorEnvelope | null;
  readonly warnings: readonly string[];
  readonly headline: Headline | null;
  /** Folder of the result relative to the home, with `/` between segments. */
  readonly resultPath: string | null;
}

export type JobEventType = JobState | 'cancel_requested' | 'stalled' | 'heard' | 'changed';

/** What happened to a job, or to the whole queue, as it is told when it is done. */
export type HistoryEntry =
  | (Omit<JobEvent, 'seq' | 'type'> & { readonly type: JobEventType | 'removed' | 'annotated' })
  | { readonly type: 'paused' | 'resumed'; readonly at: string; readonly actor: string };

/** One entry of a job's history. */
export interface JobEvent {
  readonly seq: number;
  readonly jobId: string;
  readonly at: string;
  readonly type: JobEventType;
  /** Who caused it: a user's name, or `hindcast`. */
  readonly actor: string;
  readonly cause: string;
}
