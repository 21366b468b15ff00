import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { isTerminal } from '../../../../src-core/job/job-state.ts';
import { hindcastItself, type JobDatabase } from './job-database.ts';

/** A job that another one was to wait for. */
export interface JobDependency {
  readonly jobId: string;
  readonly isMet: boolean;
}

/** Which jobs wait for which others. Every method runs inside a transaction of the caller. Rule Q10. */
export class JobDependencies {
  readonly #database: JobDatabase;

  constructor(database: JobDatabase) {
    this.#database = database;
  }

  /**
   * Makes a pending job wait for others, instead of those it waited for before.
   *
   * @throws HindcastError `UNKNOWN_JOB`; `BAD_INPUT` for a circle, or a job that will not complete
   */
  replace(jobId: string, after: readonly string[]): void {
    this.#database.prepare('DELETE FROM job_dependency WHERE job_id = ?').run(jobId);
    const add = this.#database.prepare(
      'INSERT INTO job_dependency (job_id, after_job_id, is_met) VALUES (?, ?, ?)',
    );
    for (const afterId of new Set(after)) {
      if (afterId === jobId || this.#waitsFor(afterId, jobId)) {
        throw new HindcastError(
          'BAD_INPUT',
          `Job ${jobId} cannot wait for ${afterId}, which itself waits for it. Leave one of the two out.`,
          { details: { job_id: jobId, after: afterId } },
        );
      }
      add.run(jobId, afterId, this.#isMet(afterId) ? 1 : 0);
    }
    this.#count(jobId);
  }

  /** The jobs that a job was to wait for, and whether each of them has completed. */
  of(jobId: string): JobDependency[] {
    const rows = this.#database
      .prepare(
        'SELECT after_job_id AS jobId, is_met AS isMet FROM job_dependency WHERE job_id = ? ORDER BY after_job_id',
      )
      .all(jobId) as { jobId: string; isMet: number }[];
    return rows.map((row) => ({ jobId: row.jobId, isMet: row.isMet === 1 }));
  }

  /**
   * Counts again what an ended job waits for when it goes back into the queue. What has completed may have been deleted
   * since.
   *
   * @throws HindcastError `BAD_INPUT` when it waits for a job that will not complete, or was deleted before it did
   */
  renew(jobId: string): void {
    const after = this.of(jobId).filter((dependency) => {
      const isThere = this.#database.get(dependency.jobId) !== undefined;
      if (!isThere && !dependency.isMet) throw deletedTooEarly(dependency.jobId);
      return isThere;
    });
    this.replace(
      jobId,
      after.map((dependency) => dependency.jobId),
    );
  }

  /** Frees the jobs that waited for one that has completed. The plus keeps SQLite from going through all that is pending. */
  completed(jobId: string): void {
    this.#database
      .prepare(
        `UPDATE job SET blocked_by = blocked_by - 1
         WHERE +state = 'pending' AND job_id IN (SELECT job_id FROM job_dependency WHERE after_job_id = ? AND is_met = 0)`,
      )
      .run(jobId);
    this.#database
      .prepare('UPDATE job_dependency SET is_met = 1 WHERE after_job_id = ? AND is_met = 0')
      .run(jobId);
  }

  /** Cancels the jobs that waited for one that will not complete, and those that waited for them. */
  ended(jobId: string, at: string): void {
    const waiting = this.#database
      .prepare(
        `SELECT job_id FROM job
         WHERE +state = 'pending' AND job_id IN (SELECT job_id FROM job_dependency WHERE after_job_id = ? AND is_met = 0)`,
      )
      .pluck();
    const open = [jobId];
    for (let lost = open.pop(); lost !== undefined; lost = open.pop()) {
      for (const waitingId of waiting.all(lost) as string[]) {
        this.cancelWaiting(waitingId, hindcastItself, `it waited for ${this.#described(lost)}`, at);
        open.push(waitingId);
      }
    }
  }

  /** Cancels one pending job, whatever it waits for; what waits for it is told by {@link ended}. */
  cancelWaiting(jobId: string, actor: string, cause: string, at: string): void {
    this.#database
      .prepare(
        `UPDATE job SET state = 'cancelled', completed_at = ?, cancel_requested_at = ?, blocked_by = 0, not_before = NULL
         WHERE job_id = ?`,
      )
      .run(at, at, jobId);
    this.#database.append(jobId, 'cancelled', actor, cause, at);
  }

  #isMet(jobId: string): boolean {
    const { state, name } = this.#database.existing(jobId);
    if (state !== 'completed' && isTerminal(state)) {
      throw new HindcastError(
        'BAD_INPUT',
        `"${name}" (${jobId}) is ${state}, so nothing can wait for it. Run it again first.`,
        { details: { after: jobId, state } },
      );
    }
    return state === 'completed';
  }

  /** Sets right what a pending job waits for, whatever its row says, and cancels it when that will not complete. */
  repair(jobId: string, at: string): void {
    this.#database
      .prepare(
        `UPDATE job_dependency SET is_met = 1
         WHERE job_id = ? AND after_job_id IN (SELECT job_id FROM job WHERE state = 'completed')`,
      )
      .run(jobId);
    this.#count(jobId);
    const lost = this.#database
      .prepare(
        `SELECT after_job_id FROM job_dependency LEFT JOIN job ON job.job_id = after_job_id
         WHERE job_dependency.job_id = ? AND is_met = 0 AND (state IS NULL OR state IN ('failed', 'cancelled')) LIMIT 1`,
      )
      .pluck()
      .get(jobId) as string | undefined;
    if (lost !== undefined) this.ended(lost, at);
  }

  /** Whether one job waits for another, directly or not. */
  #waitsFor(jobId: string, otherId: string): boolean {
    const found = this.#database
      .prepare(
        `WITH RECURSIVE awaited (job_id) AS (
           SELECT after_job_id FROM job_dependency WHERE job_id = ? AND is_met = 0
           UNION SELECT after_job_id FROM job_dependency JOIN awaited USING (job_id) WHERE is_met = 0)
         SELECT 1 FROM awaited WHERE job_id = ?`,
      )
      .get(jobId, otherId);
    return found !== undefined;
  }

  #described(jobId: string): string {
    const job = this.#database.get(jobId);
    return job === undefined
      ? `${jobId}, which is deleted`
      : `"${job.name}" (${jobId}), which is ${job.state}`;
  }

  #count(jobId: string): void {
    this.#database
      .prepare(
        `UPDATE job SET blocked_by = (SELECT count(*) FROM job_dependency WHERE job_id = ? AND is_met = 0)
         WHERE job_id = ?`,
      )
      .run(jobId, jobId);
  }
}

function deletedTooEarly(jobId: string): HindcastError {
  return new HindcastError(
    'BAD_INPUT',
    `It waited for ${jobId}, which was deleted before it completed. Choose "Edit and run", or submit its spec again, ` +
      'to run it without that one.',
    { details: { after: jobId, state: 'deleted' } },
  );
}
