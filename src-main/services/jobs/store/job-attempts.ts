import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { assertTransition, type JobState } from '../../../../src-core/job/job-state.ts';
import { largestUnfinished } from '../../../../src-core/job/percent-done.ts';
import type { Headline } from '../../../../src-core/result/summary-base.ts';
import { canonicalJson } from '../../../../src-core/wire/canonical-json.ts';
import { hindcastItself, type JobDatabase } from './job-database.ts';
import type { JobDependencies } from './job-dependencies.ts';
import type { JobRecord, RecordedProgress } from './job-record.ts';
import type { QueueOrder } from './queue-order.ts';
import { readStoredJob, type StoredJob } from './stored-job.ts';

/** The right to run one attempt of a job. The token fences: a writer whose token is not the row's is ignored. */
export interface Lease {
  readonly jobId: string;
  readonly leaseId: string;
}

export interface ClaimRequest {
  readonly leaseId: string;
  /** Stamp of the claiming process, see process-stamp.ts. */
  readonly ownerProcess: string;
  /** Stamp of a worker that was started ahead. */
  readonly workerProcess?: string;
  /** Claims only this job, be the queue paused or its moment not yet come; whichever is next when left out. */
  readonly jobId?: string;
  /** Whether a job can start now; the first that can is taken. Called inside the transaction. */
  readonly accepts?: (job: JobRecord) => boolean;
}

export interface JobCompletion {
  readonly headline: Headline;
  readonly warnings: readonly string[];
  readonly resultPath: string;
  readonly resultBytes: number;
  readonly peakMemoryBytes: number;
}

/** Columns of a row that belong to one attempt, as they are before it starts. */
export const clearedAttempt = `started_at = NULL, completed_at = NULL, cancel_requested_at = NULL, lease_id = NULL,
  owner_process = NULL, worker_process = NULL, phase = 'starting', fraction = 0, "current_date" = NULL, message = '',
  error_code = NULL, error_message = NULL, error_details_json = NULL, warnings_json = '[]', headline_json = NULL,
  result_path = NULL, result_bytes = NULL, peak_memory_bytes = NULL, stalled_at = NULL`;

/**
 * The attempts of jobs, from the claim to the end. Methods that take a lease answer false, and change nothing, when it is no
 * longer held. Rules Q2, Q3, Q22.
 */
export class JobAttempts {
  readonly #database: JobDatabase;
  readonly #dependencies: JobDependencies;
  readonly #order: QueueOrder;

  constructor(database: JobDatabase, dependencies: JobDependencies, order: QueueOrder) {
    this.#database = database;
    this.#dependencies = dependencies;
    this.#order = order;
  }

  /** Takes the job whose turn it is, unless the queue is paused; undefined when none can start. */
  claim(request: ClaimRequest): JobRecord | undefined {
    return this.#database.write(() => {
      const jobId = request.jobId === undefined ? this.#nextToClaim(request) : request.jobId;
      if (jobId === undefined) return undefined;
      const at = this.#database.now();
      const row = this.#database
        .prepare(
          `UPDATE job SET state = 'running', lease_id = ?, owner_process = ?, worker_process = ?, started_at = ?,
             attempt = attempt + 1, not_before = NULL, peak_memory_bytes = NULL
           WHERE job_id = ? AND state = 'pending' AND blocked_by = 0
           RETURNING *`,
        )
        .get(request.leaseId, request.ownerProcess, request.workerProcess ?? null, at, jobId) as
        StoredJob | undefined;
      if (row === undefined) return undefined;
      this.#database.append(row.job_id, 'running', hindcastItself, `attempt ${row.attempt}`, at);
      return readStoredJob(row);
    });
  }

  #nextToClaim({ accepts }: ClaimRequest): string | undefined {
    if (this.#order.paused() !== null) return undefined;
    this.#order.releaseDue();
    if (accepts === undefined) return this.#headOfQueue(1)[0];
    return this.#headOfQueue(mostCandidates).find((jobId) => accepts(this.#database.existing(jobId)));
  }

  /** A count that were bound instead would have SQLite compile the statement anew each time. */
  #headOfQueue(count: number): string[] {
    return this.#database
      .prepare(
        `SELECT job_id FROM job INDEXED BY job_pending
         WHERE state = 'pending' AND is_held = 0 ORDER BY start_order, job_id LIMIT ${count}`,
      )
      .pluck()
      .all() as string[];
  }

  recordWorker(lease: Lease, workerProcess: string): boolean {
    return (
      this.#database
        .prepare('UPDATE job SET worker_process = ? WHERE job_id = ? AND lease_id = ?')
        .run(workerProcess, lease.jobId, lease.leaseId).changes === 1
    );
  }

  markProgress(lease: Lease, progress: RecordedProgress): boolean {
    return (
      this.#database
        .prepare(
          `UPDATE job SET phase = ?, fraction = max(fraction, ?), "current_date" = ?, message = ?, beat = beat + 1
         WHERE job_id = ? AND lease_id = ?`,
        )
        .run(
          progress.phase,
          Math.min(progress.fraction, largestUnfinished),
          progress.current_date,
          progress.message,
          lease.jobId,
          lease.leaseId,
        ).changes === 1
    );
  }

  /** Renews the lease, and writes down the most memory that was seen. */
  beat(lease: Lease, peakMemoryBytes: number): boolean {
    return (
      this.#database
        .prepare(
          `UPDATE job SET beat = beat + 1, peak_memory_bytes = max(coalesce(peak_memory_bytes, 0), ?)
           WHERE job_id = ? AND lease_id = ?`,
        )
        .run(Math.round(peakMemoryBytes), lease.jobId, lease.leaseId).changes === 1
    );
  }

  /** Marks the job as one whose worker is silent; again is no change. */
  markStalled(lease: Lease, silentSeconds: number): boolean {
    return this.#whileHeld(lease, (job, at) => {
      if (job.stalledAt !== null) return;
      this.#database.prepare('UPDATE job SET stalled_at = ? WHERE job_id = ?').run(at, lease.jobId);
      this.#database.append(
        lease.jobId,
        'stalled',
        hindcastItself,
        `its worker has been silent for ${Math.round(silentSeconds)} s`,
        at,
      );
    });
  }

  markHeard(lease: Lease): boolean {
    return this.#whileHeld(lease, (job, at) => {
      if (job.stalledAt === null) return;
      this.#database.prepare('UPDATE job SET stalled_at = NULL WHERE job_id = ?').run(lease.jobId);
      this.#database.append(lease.jobId, 'heard', hindcastItself, 'its worker was heard again', at);
    });
  }

  /** `place` runs inside the transaction once the lease is known to hold: it puts the files where they belong. */
  complete(lease: Lease, completion: JobCompletion, place: () => void): boolean {
    return this.#end(lease, 'completed', 'result in place', (at) => {
      place();
      this.#database
        .prepare(
          `UPDATE job SET state = 'completed', completed_at = ?, lease_id = NULL, owner_process = NULL,
           worker_process = NULL, cancel_requested_at = NULL, stalled_at = NULL, phase = 'finished', fraction = 1,
           message = '', warnings_json = ?, headline_json = ?, result_path = ?, result_bytes = ?,
           peak_memory_bytes = nullif(max(coalesce(peak_memory_bytes, 0), ?), 0)
         WHERE job_id = ?`,
        )
        .run(
          at,
          JSON.stringify(completion.warnings),
          canonicalJson(completion.headline),
          completion.resultPath,
          completion.resultBytes,
          Math.round(completion.peakMemoryBytes),
          lease.jobId,
        );
      this.#dependencies.completed(lease.jobId);
    });
  }

  fail(lease: Lease, error: ErrorEnvelope): boolean {
    return this.#end(lease, 'failed', `${error.code}: ${error.message}`, (at) => {
      this.#database
        .prepare(
          `UPDATE job SET state = 'failed', completed_at = ?, lease_id = NULL, owner_process = NULL,
           worker_process = NULL, cancel_requested_at = NULL, stalled_at = NULL, error_code = ?, error_message = ?,
           error_details_json = ?
         WHERE job_id = ?`,
        )
        .run(
          at,
          error.code,
          error.message,
          error.details === undefined ? null : canonicalJson(error.details),
          lease.jobId,
        );
      this.#dependencies.ended(lease.jobId, at);
    });
  }

  cancel(lease: Lease, cause: string): boolean {
    return this.#end(lease, 'cancelled', cause, (at) => {
      this.#database
        .prepare(
          `UPDATE job SET state = 'cancelled', completed_at = ?, lease_id = NULL, owner_process = NULL,
           worker_process = NULL, stalled_at = NULL
         WHERE job_id = ?`,
        )
        .run(at, lease.jobId);
      this.#dependencies.ended(lease.jobId, at);
    });
  }

  /** Gives a job whose attempt ended for a transient cause back to the queue, counting the retry. */
  tryAgain(lease: Lease, error: ErrorEnvelope, delaySeconds: number): boolean {
    const cause = `${error.code}: ${error.message} Trying again in ${delaySeconds} s.`;
    return this.#giveBack(lease, cause, () => {
      const notBefore = new Date(this.#database.milliseconds() + delaySeconds * 1000).toISOString();
      this.#database
        .prepare(
          `UPDATE job SET state = 'pending', ${clearedAttempt}, not_before = ?, retries = retries + 1
           WHERE job_id = ?`,
        )
        .run(notBefore, lease.jobId);
    });
  }

  /** Gives a job back to the queue that nothing is wrong with. */
  release(lease: Lease, cause: string): boolean {
    return this.#giveBack(lease, cause, () => {
      this.#database
        .prepare(`UPDATE job SET state = 'pending', ${clearedAttempt}, not_before = NULL WHERE job_id = ?`)
        .run(lease.jobId);
    });
  }

  /** Puts a running job back into the queue, unless it was asked to stop: that wish outlives the attempt. */
  #giveBack(lease: Lease, cause: string, update: () => void): boolean {
    return this.#database.write(() =>
      (this.#database.get(lease.jobId)?.cancelRequestedAt ?? null) === null
        ? this.#end(lease, 'pending', cause, update)
        : this.cancel(lease, 'its attempt ended after it was asked to stop'),
    );
  }

  /** Leaves `running` for `to`, if the lease still holds. */
  #end(lease: Lease, to: JobState, cause: string, update: (at: string) => void): boolean {
    return this.#whileHeld(lease, (job, at) => {
      assertTransition(job.state, to);
      update(at);
      this.#database.append(lease.jobId, to, hindcastItself, cause, at);
    });
  }

  /** Works in one transaction if the lease still holds; false when it does not. */
  #whileHeld(lease: Lease, work: (job: JobRecord, at: string) => void): boolean {
    return this.#database.write(() => {
      const job = this.#database.get(lease.jobId);
      if (job === undefined || job.leaseId !== lease.leaseId) return false;
      work(job, this.#database.now());
      return true;
    });
  }
}

/** Of how many jobs at the head of the queue one may be taken, when the first cannot start yet. */
const mostCandidates = 100;
