import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import type { LogLevel } from '../../../../src-core/job/worker-protocol.ts';
import type { Home } from '../../home/home.ts';
import { endFailed } from './end-failed.ts';
import type { JobLog } from '../logs/job-log.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { JobCompletion, Lease } from '../store/job-attempts.ts';
import type { JobStore } from '../store/job-store.ts';
import type { PersistentWrites } from './persistent-writes.ts';
import { placeResult, relativeResultPath } from './result-placement.ts';

export interface AttemptEndParts {
  readonly home: Home;
  readonly store: JobStore;
  readonly writes: PersistentWrites;
  readonly retryDelaysSeconds: () => readonly number[];
}

/** One attempt at a job, by the process that claimed it. */
export interface Attempt {
  /** As it was claimed. */
  readonly job: JobRecord;
  readonly lease: Lease;
  readonly log: JobLog;
}

/**
 * Writes down how an attempt ended, as soon as the database takes it, and tells the job's log. Whoever has lost the lease
 * changes nothing.
 */
export class AttemptEnd {
  readonly #parts: AttemptEndParts;
  readonly #attempt: Attempt;

  constructor(parts: AttemptEndParts, attempt: Attempt) {
    this.#parts = parts;
    this.#attempt = attempt;
  }

  /** Puts the result in place and says so in one step. */
  async completed(completion: Omit<JobCompletion, 'resultPath'>): Promise<void> {
    const { home, store } = this.#parts;
    const { job, lease } = this.#attempt;
    let deleteReplaced: (() => Promise<void>) | undefined;
    const isWritten = await this.#write(() =>
      store.attempts.complete(lease, { ...completion, resultPath: relativeResultPath(job.jobId) }, () => {
        // A step that the database refused at its very end has placed the files already.
        deleteReplaced ??= placeResult(home, job.jobId, lease.leaseId);
      }),
    );
    await deleteReplaced?.();
    this.#tell(isWritten, 'info', 'Completed.');
  }

  /** Fails the job, or gives it back to the queue to be tried again. */
  async failed(error: ErrorEnvelope, peakMemoryBytes: number): Promise<void> {
    const { store, retryDelaysSeconds } = this.#parts;
    const { job, lease, log } = this.#attempt;
    const isWritten = await this.#write(() =>
      store.together(() => {
        store.attempts.beat(lease, peakMemoryBytes);
        return endFailed(store, job, lease, error, retryDelaysSeconds());
      }),
    );
    this.#tell(isWritten, 'error', `${error.code}: ${error.message}`);
    const now = store.get(job.jobId);
    if (!isWritten || now?.state !== 'pending') return;
    log.append(
      'warn',
      'hindcast',
      `Tries again not before ${now.notBefore}, retry ${now.retries} of ${now.maxRetries}.`,
    );
  }

  async cancelled(): Promise<void> {
    const { store } = this.#parts;
    const { lease } = this.#attempt;
    this.#tell(
      await this.#write(() => store.attempts.cancel(lease, 'stopped as asked')),
      'info',
      'Cancelled.',
    );
  }

  /** Gives the job back to the queue, nothing being wrong with it. Rule Q27. */
  async released(): Promise<void> {
    const { store } = this.#parts;
    const { lease } = this.#attempt;
    this.#tell(
      await this.#write(() => store.attempts.release(lease, 'Hindcast was closed while it ran')),
      'warn',
      'Stopped because Hindcast was closed; the job waits to be run again.',
    );
  }

  /** The job belongs to someone else now. */
  takenOver(): void {
    this.#tell(false, 'warn', '');
  }

  #write<Result>(write: () => Result): Promise<Result> {
    return this.#parts.writes.carryOut(write, (reason) =>
      this.#attempt.log.append(
        'warn',
        'hindcast',
        `How it ended cannot be written down yet (${reason}) It is tried again until it can.`,
      ),
    );
  }

  #tell(isWritten: boolean, level: LogLevel, message: string): void {
    if (isWritten) this.#attempt.log.append(level, 'hindcast', message);
    else this.#attempt.log.append('warn', 'hindcast', 'Given up: the job was taken over by another process.');
  }
}
