import type { ArtifactFile, JobAssignment, LogLevel, LogOrigin } from '../../src-core/job/worker-protocol.ts';
import type { Progress } from '../../src-core/job/progress.ts';

/** What a kind's runner has at hand while it runs one job. */
export interface JobContext {
  readonly assignment: JobAssignment;
  /** Aborted when the job is cancelled; the runner stops what it started and throws `CANCELLED`. */
  readonly signal: AbortSignal;
  log(level: LogLevel, message: string, origin?: LogOrigin): void;
  progress(progress: Progress): void;
  /** Tells of a process of the job's own, so that its memory counts and it can be killed. */
  addChild(pid: number): void;
  /** Milliseconds since some fixed moment, never going back. */
  elapsedMs(): number;
  /** Wall clock, for dates in results only. */
  now(): Date;
}

/** What a runner leaves: files in the assignment's output folder, and what a user should be warned of. */
export interface JobOutcome {
  readonly warnings: readonly string[];
  /** Those of the files that the runner itself has hashed and forced to disk. */
  readonly sealed: readonly ArtifactFile[];
}

/** Runs jobs of one kind; one folder in src-worker/kinds each. */
export interface JobRunner {
  readonly kind: string;
  run(context: JobContext): Promise<JobOutcome>;
}
