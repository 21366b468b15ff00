import { mkdir, rm } from 'node:fs/promises';
import {
  HindcastError,
  toErrorEnvelope,
  type ErrorEnvelope,
} from '../../../src-core/errors/hindcast-error.ts';
import type { Progress } from '../../../src-core/job/progress.ts';
import { parseJobSpec, type ParsedSpec } from '../../../src-core/kinds/registry.ts';
import type { Home } from '../home/home.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import { verifyManifest } from '../results/manifest-check.ts';
import { readSummary } from '../results/result-files.ts';
import type { Clock } from './clock.ts';
import { assignmentOf, limitsOf } from './job-assignment.ts';
import { changedFiles, fingerprintCode } from './code-fingerprint.ts';
import { endFailed } from './end-failed.ts';
import { JobLog } from './job-log.ts';
import type { JobRecord } from './job-record.ts';
import type { JobCompletion, JobStore, Lease } from './job-store.ts';
import { JobWorkerProcess } from './job-worker-process.ts';
import { stampOfProcess } from './process-stamp.ts';
import type { ProcessTree } from './process-tree.ts';
import { newLeaseId, outputFolderOf, placeResult, relativeResultPath } from './result-placement.ts';
import { SupervisedRun, type RunOutcome } from './supervised-run.ts';

/** How often progress is written down; it is told to listeners at once. */
const persistMilliseconds = 5000;

export interface JobRunnerParts {
  readonly home: Home;
  readonly store: JobStore;
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly tree: ProcessTree;
  /** How long the first retry waits, the second, and so on. */
  readonly retryDelaysSeconds: () => readonly number[];
  readonly onProgress: (job: JobRecord, progress: Progress) => void;
  /** Hears of lines that were added to a job's log. */
  readonly onLogged: (jobId: string) => void;
}

/** What to run, and who wants to know. */
export interface RunChoice {
  /** Claims only this job. */
  readonly jobId?: string;
  /** Whether a job can start now. */
  readonly accepts?: (job: JobRecord) => boolean;
  /** A worker that was started ahead, which the runner then owns. */
  readonly worker?: JobWorkerProcess;
  /** Hears of the job that was taken, before it runs. */
  readonly onClaim?: (job: JobRecord, worker: JobWorkerProcess) => void;
}

/** Takes jobs from the queue and runs each in a worker of its own, to a row in a terminal state. */
export class JobRunner {
  readonly #parts: JobRunnerParts;
  readonly #underWay = new Map<string, SupervisedRun>();
  #isReleasing = false;

  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
  }

  /**
   * Claims the next pending job and runs it to its end.
   *
   * @returns the job in its final state, or undefined when there was nothing to claim
   */
  async runNext(choice: RunChoice = {}): Promise<JobRecord | undefined> {
    const { home, store, spawner } = this.#parts;
    const leaseId = newLeaseId();
    const outputFolder = outputFolderOf(home, leaseId);
    await mkdir(outputFolder, { mode: 0o700 });
    try {
      const job = store.claim({
        leaseId,
        ownerProcess: stampOfProcess(process.pid),
        ...(choice.worker?.pid === undefined ? {} : { workerProcess: stampOfProcess(choice.worker.pid) }),
        ...(choice.jobId === undefined ? {} : { jobId: choice.jobId }),
        ...(choice.accepts === undefined ? {} : { accepts: choice.accepts }),
      });
      if (job === undefined) {
        choice.worker?.kill();
        return undefined;
      }
      const lease = { jobId: job.jobId, leaseId };
      const worker = choice.worker ?? new JobWorkerProcess(spawner);
      if (choice.worker === undefined && worker.pid !== undefined) {
        store.recordWorker(lease, stampOfProcess(worker.pid));
      }
      choice.onClaim?.(job, worker);
      await this.#runClaimed(job, lease, outputFolder, worker);
      return store.get(job.jobId);
    } finally {
      await rm(outputFolder, { recursive: true, force: true });
    }
  }

  /** Whether this runner is the one that runs the job. */
  isRunning(jobId: string): boolean {
    return this.#underWay.has(jobId);
  }

  /** Lets a running job see at once that it was asked to stop. */
  nudge(jobId: string): void {
    this.#underWay.get(jobId)?.nudge();
  }

  /** Ends every worker and gives its job back to the queue, for whoever runs it next; from now on, too. */
  release(): void {
    this.#isReleasing = true;
    for (const run of this.#underWay.values()) run.nudge();
  }

  async #runClaimed(
    job: JobRecord,
    lease: Lease,
    outputFolder: string,
    worker: JobWorkerProcess,
  ): Promise<void> {
    const { home, clock, onLogged } = this.#parts;
    const log = new JobLog(home.logs, job.jobId, clock, () => onLogged(job.jobId));
    log.append('info', 'hindcast', `Attempt ${job.attempt} starts.`);
    try {
      const run = this.#supervise(job, lease, outputFolder, worker, log);
      // The result is checked while the worker's processes leave.
      const checking = run.decided.then(({ state }) =>
        state === 'completed' ? checkResult(job, outputFolder) : undefined,
      );
      checking.catch(() => undefined);
      const outcome = await run.finished;
      await this.#conclude(job, lease, outcome, run.peakMemoryBytes, checking, log);
    } catch (error) {
      worker.kill();
      const envelope = withDiskFull(error);
      log.append(
        'error',
        'hindcast',
        error instanceof Error ? (error.stack ?? envelope.message) : envelope.message,
      );
      this.#endFailed(job, lease, envelope, log);
    } finally {
      this.#underWay.delete(job.jobId);
      await log.close();
      onLogged(job.jobId);
    }
  }

  #supervise(
    job: JobRecord,
    lease: Lease,
    outputFolder: string,
    worker: JobWorkerProcess,
    log: JobLog,
  ): SupervisedRun {
    const { home, store, clock, tree, onProgress } = this.#parts;
    const parsed = parseJobSpec(job.spec, `Job ${job.jobId}`);
    refuseChangedCode(parsed, job);
    let persistedAt = clock.monotonicMilliseconds();
    const run = new SupervisedRun(clock, tree, worker, {
      timeoutSeconds: limitsOf(parsed.spec).timeout_seconds,
      assignment: assignmentOf(parsed, job, store.snapshot(job.snapshotId), {
        leaseId: lease.leaseId,
        outputFolder,
        cacheRoot: home.cache,
      }),
      control: () => {
        const now = store.get(job.jobId);
        if (now?.leaseId !== lease.leaseId) return 'abandon';
        if (now.cancelRequestedAt !== null) return 'cancel';
        return this.#isReleasing ? 'abandon' : 'continue';
      },
      onProgress: (progress) => {
        onProgress(job, progress);
        const now = clock.monotonicMilliseconds();
        if (now - persistedAt < persistMilliseconds) return;
        persistedAt = now;
        store.markProgress(lease, progress);
      },
      onLog: (level, origin, message) => log.append(level, origin, message),
    });
    this.#underWay.set(job.jobId, run);
    if (this.#isReleasing) run.nudge();
    return run;
  }

  async #conclude(
    job: JobRecord,
    lease: Lease,
    outcome: RunOutcome,
    peakMemoryBytes: number,
    checking: Promise<CheckedResult | undefined>,
    log: JobLog,
  ): Promise<void> {
    const { store } = this.#parts;
    switch (outcome.state) {
      case 'completed':
        this.#keep(job, lease, {
          ...((await checking) as CheckedResult),
          peakMemoryBytes,
          warnings: outcome.warnings,
        });
        log.append('info', 'hindcast', 'Completed.');
        return;
      case 'failed':
        log.append('error', 'hindcast', `${outcome.error.code}: ${outcome.error.message}`);
        this.#endFailed(job, lease, outcome.error, log);
        return;
      case 'cancelled':
        log.append('info', 'hindcast', 'Cancelled.');
        store.cancel(lease, 'stopped as asked');
        return;
      case 'abandoned':
        if (this.#isReleasing && store.release(lease, 'Hindcast was closed while it ran')) {
          log.append(
            'warn',
            'hindcast',
            'Stopped because Hindcast was closed; the job waits to be run again.',
          );
          return;
        }
        log.append('warn', 'hindcast', 'Given up: the job was taken over by another process.');
    }
  }

  #endFailed(job: JobRecord, lease: Lease, error: ErrorEnvelope, log: JobLog): void {
    const { store, retryDelaysSeconds } = this.#parts;
    if (!endFailed(store, job, lease, error, retryDelaysSeconds())) return;
    const now = store.get(job.jobId);
    if (now?.state !== 'pending') return;
    log.append(
      'warn',
      'hindcast',
      `Tries again not before ${now.notBefore}, retry ${now.retries} of ${now.maxRetries}.`,
    );
  }

  #keep(job: JobRecord, lease: Lease, completion: Omit<JobCompletion, 'resultPath'>): void {
    const { home, store } = this.#parts;
    let deleteReplaced = (): void => undefined;
    store.complete(lease, { ...completion, resultPath: relativeResultPath(job.jobId) }, () => {
      deleteReplaced = placeResult(home, job.jobId, lease.leaseId);
    });
    deleteReplaced();
  }
}

/** What is kept in the row of a result. */
type CheckedResult = Pick<JobCompletion, 'headline' | 'resultBytes'>;

/** Checks every file of a finished attempt, forces them to disk, and tells what the result says. */
async function checkResult(job: JobRecord, outputFolder: string): Promise<CheckedResult> {
  const { files } = await verifyManifest(outputFolder, job.jobId, { flush: true });
  const summary = await readSummary(outputFolder);
  const { receipt } = summary;
  if (receipt.snapshot_id !== job.snapshotId || receipt.job_id !== job.jobId) {
    throw new HindcastError(
      'RESULT_CORRUPT',
      `The worker's summary is of job ${receipt.job_id} on snapshot ${receipt.snapshot_id}, ` +
        `not of ${job.jobId} on ${job.snapshotId}.`,
    );
  }
  return {
    headline: summary.headline,
    resultBytes: files.reduce((sum, file) => sum + file.size_bytes, 0),
  };
}

/** A job stands for the code it was submitted with; running other code under its id would falsify its receipt. */
function refuseChangedCode(parsed: ParsedSpec, job: JobRecord): void {
  const code = fingerprintCode(parsed.kind.codeReferences(parsed.spec));
  const changed = changedFiles(job.codeFiles, code.files);
  if (changed.length === 0) return;
  throw new HindcastError(
    'MODEL_LOAD_FAILED',
    `${changed.map((file) => file.path).join(', ')} changed after the job was submitted. Submit it again.`,
    { details: { changed } },
  );
}

function withDiskFull(error: unknown): ErrorEnvelope {
  if ((error as NodeJS.ErrnoException | null)?.code !== 'ENOSPC') return toErrorEnvelope(error);
  return {
    code: 'DISK_FULL',
    message: 'The disk is full; the result could not be kept. Free some space and run the job again.',
  };
}
