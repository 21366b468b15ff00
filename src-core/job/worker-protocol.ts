import type { ErrorEnvelope } from '../errors/hindcast-error.ts';
import type { Progress } from './progress.ts';

export const workerProtocolVersion = 1;

/** The environment variable that tells of every process that a worker has started for which lease it works. Rule Q17. */
export const leaseVariable = 'HINDCAST_LEASE';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where a line of a job's log comes from: Hindcast itself, or what the model printed. */
export type LogOrigin = 'hindcast' | 'model';

/** One day file that a run is pinned to; `path` is relative to the cache root with `/` between segments. */
export interface PinnedFile {
  path: string;
  sha256: string;
  sizeBytes: number;
  rows: number;
  /** Whether its bytes are others than those that were verified when it came. Rule D20. */
  isAltered?: boolean;
}

/** All that a job worker is told. Folders are absolute paths. */
export interface JobAssignment {
  jobId: string;
  /** Fencing token: main ignores what comes under a token it has not handed out last. */
  leaseId: string;
  kind: string;
  /** The job spec in canonical, fully defaulted, snake_case form. */
  spec: unknown;
  /** What the kind makes of the spec, with nothing left open (`JobKind.plan`); plain data. */
  plan: unknown;
  cacheRoot: string;
  /** Private folder that the worker writes into; main renames it into place. */
  outputFolder: string;
  files: PinnedFile[];
  snapshotId: string;
  /** Version of each feed's data, by the path of the feed. */
  datasetVersionIds: Record<string, string>;
  modelHash: string;
  /** SHA-256 of each code file, by its path relative to the model's folder. */
  codeFiles: Record<string, string>;
  options: { checkLookahead: boolean };
  limits: { memoryMb: number; callTimeoutSeconds: number };
}

export interface ArtifactFile {
  name: string;
  sizeBytes: number;
  sha256: string;
}

export type WorkerToMain =
  | { type: 'hello'; protocol: number; pid: number }
  | { type: 'progress'; leaseId: string; progress: Progress }
  | { type: 'heartbeat'; leaseId: string; residentBytes: number; childPids: number[] }
  | { type: 'log'; leaseId: string; level: LogLevel; origin: LogOrigin; message: string }
  | { type: 'completed'; leaseId: string; warnings: string[]; artifacts: ArtifactFile[] }
  | { type: 'failed'; leaseId: string; error: ErrorEnvelope }
  | { type: 'cancelled'; leaseId: string };

export type MainToWorker = { type: 'start'; assignment: JobAssignment } | { type: 'cancel' };
