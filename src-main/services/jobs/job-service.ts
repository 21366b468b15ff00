import type { Progress } from '../../../src-core/job/progress.ts';
import { isTerminal } from '../../../src-core/job/job-state.ts';
import type { Home } from '../home/home.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import type { Clock } from './clock.ts';
import type { DatasetPinner } from './submission/dataset-pinner.ts';
import type { JobRecord } from './store/job-record.ts';
import { recoverJobs } from './running/job-recovery.ts';
import { JobRunner, type RunChoice } from './running/job-runner.ts';
import type { JobStore } from './store/job-store.ts';
import { LeaseWatch } from './running/lease-watch.ts';
import { submitJob, type Submission, type SubmitRequest } from './submission/job-submission.ts';
import type { JobWorkerProcess } from './running/job-worker-process.ts';
import type { ProcessTree } from './running/process-tree.ts';

/** How often a job that another process runs is looked at. */
const followMilliseconds = 250;

export interface JobServiceParts {
  readonly home: Home;
  readonly store: JobStore;
  readonly pinner: DatasetPinner;
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly tree: ProcessTree;
  /** How long the first retry of a lost attempt waits, the second, and so on. */
  readonly retryDelaysSeconds: readonly number[];
}

export type ProgressListener = (job: JobRecord, progress: Progress) => void;

/** The job queue as the shells use it: submit, run, cancel, follow. */
export class JobService {
  readonly #parts: JobServiceParts;
  readonly #runner: JobRunner;
  readonly #listeners = new Set<ProgressListener>();
  readonly #logListeners = new Set<(jobId: string) => void>();
  readonly #leases: LeaseWatch;
  #retryDelaysSeconds: readonly number[];

  constructor(parts: JobServiceParts) {
    this.#parts = parts;
    this.#retryDelaysSeconds = parts.retryDelaysSeconds;
    this.#leases = new LeaseWatch(parts.clock);
    this.#runner = new JobRunner({
      ...parts,
      retryDelaysSeconds: () => this.#retryDelaysSeconds,
      onProgress: (job, progress) => {
        for (const listener of this.#listeners) listener(job, progress);
      },
      onLogged: (jobId) => {
        for (const listener of this.#logListeners) listener(jobId);
      },
    });
  }

  /**
   * Puts in order what a crash has left; call it once before anything else, and every few seconds while other processes
   * run jobs: a process that stands still is only told from one that works by whoever looks again.
   */
  async recover(): Promise<void> {
    const { home, store, tree } = this.#parts;
    const elsewhere = store.running().filter(({ jobId }) => !this.#runner.isRunning(jobId));
    await recoverJobs(home, store, tree, this.#retryDelaysSeconds, this.#leases.look(elsewhere));
  }

  /** Changes how long retries wait, from the next one on. */
  setRetryDelays(seconds: readonly number[]): void {
    this.#retryDelaysSeconds = seconds;
  }

  /** See {@link submitJob}. */
  async submit(request: SubmitRequest): Promise<Submission> {
    return submitJob(request, this.#parts.store, this.#parts.pinner);
  }

  /** Runs the next pending job; undefined when there is none. See {@link JobRunner.runNext}. */
  async runNext(choice?: RunChoice): Promise<JobRecord | undefined> {
    return this.#runner.runNext(choice);
  }

  /**
   * Sees one job to its end: runs it here when it is pending, follows it when another process runs it.
   *
   * @param worker one that was started ahead; it is ended when it turns out not to be needed
   */
  async runToEnd(jobId: string, worker?: JobWorkerProcess): Promise<JobRecord> {
    const { store, clock } = this.#parts;
    let spare = worker;
    for (;;) {
      const job = store.find(jobId);
      if (isTerminal(job.state)) {
        spare?.kill();
        return job;
      }
      if (job.state === 'pending' && !this.#waitsForRetry(job)) {
        const ended = await this.#runner.runNext({
          jobId,
          ...(spare === undefined ? {} : { worker: spare }),
        });
        if (ended !== undefined) {
          spare = undefined;
          continue;
        }
      }
      if (job.state === 'running') {
        for (const listener of this.#listeners) listener(job, { ...job.progress, eta_seconds: null });
      }
      await new Promise<void>((resolve) => clock.after(followMilliseconds, resolve));
      await this.recover();
    }
  }

  /**
   * Cancels a pending job at once and asks a running one, wherever it runs, to stop; an ended one stays as it is.
   *
   * @throws HindcastError `UNKNOWN_JOB`
   */
  cancel(jobId: string, actor: string): JobRecord {
    const job = this.#parts.store.requestCancel(jobId, actor);
    this.#runner.nudge(jobId);
    return job;
  }

  /** See {@link JobRunner.release}. */
  release(): void {
    this.#runner.release();
  }

  /** Whether this process runs the job. */
  runsHere(jobId: string): boolean {
    return this.#runner.isRunning(jobId);
  }

  /** Whether the job is running, but in another process. */
  runsElsewhere(jobId: string): boolean {
    return this.#parts.store.get(jobId)?.state === 'running' && !this.#runner.isRunning(jobId);
  }

  onProgress(listener: ProgressListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back when lines were added to the log of a job that runs here. */
  onLogged(listener: (jobId: string) => void): () => void {
    this.#logListeners.add(listener);
    return () => this.#logListeners.delete(listener);
  }

  /** A job that a person planned for later is run at once when it is asked for; one that has just failed is not. */
  #waitsForRetry(job: JobRecord): boolean {
    const { notBefore, retries } = job;
    return retries > 0 && notBefore !== null && Date.parse(notBefore) > this.#parts.clock.now().getTime();
  }
}
