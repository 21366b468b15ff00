import { mkdir, rm } from 'node:fs/promises';
import {
  HindcastError,
  toErrorEnvelope,
  type ErrorEnvelope,
} from '../../../../src-core/errors/hindcast-error.ts';
import type { Progress } from '../../../../src-core/job/progress.ts';
import { parseJobSpec, type ParsedSpec } from '../../../../src-core/kinds/registry.ts';
import type { Home } from '../../home/home.ts';
import type { ProcessSpawner } from '../../processes/process-spawner.ts';
import { AttemptEnd } from './attempt-end.ts';
import { checkResult, type CheckedResult } from './checked-result.ts';
import type { Clock } from '../clock.ts';
import { assignmentOf, limitsOf } from './job-assignment.ts';
import { changedFiles, fingerprintCode } from '../submission/code-fingerprint.ts';
import { JobLog } from '../logs/job-log.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { Lease } from '../store/job-attempts.ts';
import type { JobStore } from '../store/job-store.ts';
import { JobWorkerProcess } from './job-worker-process.ts';
import { keepLease } from './lease-keeper.ts';
import { passingOver, PersistentWrites, WritesEnded } from './persistent-writes.ts';
import { stampOfProcess } from '../../processes/process-stamp.ts';
import type { ProcessTree } from './process-tree.ts';
import { newLeaseId, outputFolderOf } from './result-placement.ts';
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
  readonly #writes: PersistentWrites;
  /** The jobs that were claimed here and have not ended, with their runs once there is a worker. */
  readonly #underWay = new Map<string, SupervisedRun | null>();
  #isReleasing = false;

  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
    this.#writes = new PersistentWrites(parts.clock);
  }

  /**
   * Claims the next pending job and runs it to its end.
   *
   * @returns the job in its final state, or undefined when there was nothing to claim
   */
  async runNext(choice: RunChoice = {}): Promise<JobRecord | undefined> {
    const { home, store } = this.#parts;
    const leaseId = newLeaseId();
    const outputFolder = outputFolderOf(home, leaseId);
    await mkdir(outputFolder, { mode: 0o700 });
    try {
      const job = store.attempts.claim({
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
      await this.#runClaimed(job, { jobId: job.jobId, leaseId }, outputFolder, choice);
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
    this.#writes.end();
    for (const run of this.#underWay.values()) run?.nudge();
  }

  async #runClaimed(job: JobRecord, lease: Lease, outputFolder: string, choice: RunChoice): Promise<void> {
    const { home, clock, onLogged } = this.#parts;
    const log = new JobLog(home.logs, job.jobId, clock, () => onLogged(job.jobId));
    const end = new AttemptEnd({ ...this.#parts, writes: this.#writes }, { job, lease, log });
    log.append('info', 'hindcast', `Attempt ${job.attempt} starts.`);
    let worker = choice.worker;
    let run: SupervisedRun | undefined;
    this.#underWay.set(job.jobId, null);
    const stopKeeping = keepLease(clock, () => this.#renew(lease, run));
    try {
      worker ??= this.#startWorker(lease);
      choice.onClaim?.(job, worker);
      run = this.#supervise(job, lease, outputFolder, worker, log);
      // The result is checked while the worker's processes leave.
      const checking = run.decided.then(({ state }) =>
        state === 'completed' ? checkResult(job, outputFolder) : undefined,
      );
      checking.catch(() => undefined);
      const outcome = await run.finished;
      await this.#conclude(end, outcome, run.peakMemoryBytes, checking);
    } catch (error) {
      worker?.kill();
      if (error instanceof WritesEnded) throw error;
      if (error instanceof Error && error.stack !== undefined && !(error instanceof HindcastError))
        log.append('error', 'hindcast', error.stack);
      await end.failed(envelopeOf(error), run?.peakMemoryBytes ?? 0);
    } finally {
      stopKeeping();
      this.#underWay.delete(job.jobId);
      await log.close();
      onLogged(job.jobId);
    }
  }

  /** @throws HindcastError `WORKER_CRASHED` when the system cannot start another process */
  #startWorker(lease: Lease): JobWorkerProcess {
    const { spawner } = this.#parts;
    let worker: JobWorkerProcess;
    try {
      worker = new JobWorkerProcess(spawner);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new HindcastError('WORKER_CRASHED', `The worker process could not be started: ${reason}.`, {
        cause,
      });
    }
    if (worker.pid !== undefined) this.#recordWorker(lease, worker.pid);
    return worker;
  }

  /** So that whoever finds the job without its Hindcast can end its worker. */
  #recordWorker(lease: Lease, pid: number): void {
    passingOver(() => this.#parts.store.attempts.recordWorker(lease, stampOfProcess(pid)));
  }

  #renew(lease: Lease, run: SupervisedRun | undefined): void {
    passingOver(() => {
      if (!this.#parts.store.attempts.beat(lease, run?.peakMemoryBytes ?? 0)) run?.nudge();
    });
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
    const isUnrecorded = worker.pid === undefined;
    let persistedAt = clock.monotonicMilliseconds();
    const run = new SupervisedRun(clock, tree, worker, {
      timeoutSeconds: limitsOf(parsed.spec).timeout_seconds,
      assignment: assignmentOf(parsed, job, store.snapshot(job.snapshotId), {
        leaseId: lease.leaseId,
        outputFolder,
        cacheRoot: home.cache,
      }),
      control: () => this.#controlOf(lease),
      onGreeting: (pid) => {
        if (isUnrecorded) this.#recordWorker(lease, pid);
      },
      onProgress: (progress) => {
        onProgress(job, progress);
        const now = clock.monotonicMilliseconds();
        if (now - persistedAt < persistMilliseconds) return;
        persistedAt = now;
        passingOver(() => store.attempts.markProgress(lease, progress));
      },
      onStalled: (silentSeconds) => {
        log.append('warn', 'hindcast', `The worker has been silent for ${silentSeconds} s.`);
        passingOver(() => store.attempts.markStalled(lease, silentSeconds));
      },
      onHeard: () => {
        log.append('info', 'hindcast', 'The worker was heard again.');
        passingOver(() => store.attempts.markHeard(lease));
      },
      onLog: (level, origin, message) => log.append(level, origin, message),
    });
    this.#underWay.set(job.jobId, run);
    if (this.#isReleasing) run.nudge();
    return run;
  }

  #controlOf(lease: Lease): 'continue' | 'cancel' | 'abandon' {
    let control: 'continue' | 'cancel' | 'abandon' = this.#isReleasing ? 'abandon' : 'continue';
    passingOver(() => {
      const now = this.#parts.store.get(lease.jobId);
      if (now?.leaseId !== lease.leaseId) control = 'abandon';
      else if (now.cancelRequestedAt !== null) control = 'cancel';
    });
    return control;
  }

  async #conclude(
    end: AttemptEnd,
    outcome: RunOutcome,
    peakMemoryBytes: number,
    checking: Promise<CheckedResult | undefined>,
  ): Promise<void> {
    switch (outcome.state) {
      case 'completed': {
        const checked = (await checking) as CheckedResult;
        return end.completed({ ...checked, peakMemoryBytes, warnings: outcome.warnings });
      }
      case 'failed':
        return end.failed(outcome.error, peakMemoryBytes);
      case 'cancelled':
        return end.cancelled();
      case 'abandoned':
        return this.#isReleasing ? end.released() : end.takenOver();
    }
  }
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

function envelopeOf(error: unknown): ErrorEnvelope {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return toErrorEnvelope(error);
  return {
    code: 'DISK_FULL',
    message: 'The disk is full; the result could not be kept. Free some space and run the job again.',
  };
}
