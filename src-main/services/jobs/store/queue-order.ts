import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { Priority } from '../../../../src-core/job/job-base.ts';
import { startOrderOf } from '../../../../src-core/job/queue-order.ts';
import { longestRetryDelaySeconds } from '../../../../src-core/job/retry-policy.ts';
import { unknownJob, type JobDatabase } from './job-database.ts';
import type { JobRecord } from './job-record.ts';
import { priorityRank } from './stored-job.ts';

/** Where moved jobs go: before all that wait, behind all, or directly before one of them. */
export type QueuePlace = { readonly to: 'front' | 'back' } | { readonly before: string };

/** Since when and by whom the queue is paused; null while it is not. */
export type QueuePause = { readonly at: string; readonly by: string } | null;

type QueuedJob = Pick<JobRecord, 'jobId' | 'state' | 'queuedAt' | 'startOrder'>;

/** The order in which pending jobs start, and whether they start at all. Rules Q7, Q8, Q9, Q11. */
export class QueueOrder {
  readonly #database: JobDatabase;

  constructor(database: JobDatabase) {
    this.#database = database;
  }

  /** Takes nothing from the queue from now on; what runs goes on. Pausing what is paused changes nothing. */
  pause(actor: string): void {
    this.#database.write(() => {
      const at = this.#database.now();
      const { changes } = this.#database
        .prepare('UPDATE queue_control SET paused_at = ?, paused_by = ? WHERE paused_at IS NULL')
        .run(at, actor);
      if (changes > 0) this.#database.tell({ type: 'paused', actor, at });
    });
  }

  /** Lets jobs be taken from the queue again. Resuming what is not paused changes nothing. */
  resume(actor: string): void {
    this.#database.write(() => {
      const { changes } = this.#database
        .prepare('UPDATE queue_control SET paused_at = NULL, paused_by = NULL WHERE paused_at IS NOT NULL')
        .run();
      if (changes > 0) this.#database.tell({ type: 'resumed', actor, at: this.#database.now() });
    });
  }

  paused(): QueuePause {
    const row = this.#database
      .prepare('SELECT paused_at AS at, paused_by AS by FROM queue_control WHERE paused_at IS NOT NULL')
      .get() as QueuePause | undefined;
    return row ?? null;
  }

  /**
   * Moves pending jobs, which keep their order among themselves. Those that are not pending any more are passed over.
   *
   * @returns the ids of those that were moved
   * @throws HindcastError `UNKNOWN_JOB`; `BAD_INPUT` when the job to move before does not wait
   */
  move(jobIds: readonly string[], place: QueuePlace, actor: string): string[] {
    return this.#database.write(() => {
      const at = this.#database.now();
      const moved = [...new Set(jobIds)]
        .map((jobId) => this.#queued(jobId))
        .filter((job) => job.state === 'pending')
        .sort((left, right) => left.startOrder - right.startOrder || (left.jobId < right.jobId ? -1 : 1));
      const places = this.#places(moved, place);
      for (const [index, { jobId }] of moved.entries()) {
        this.#database.prepare('UPDATE job SET start_order = ? WHERE job_id = ?').run(places[index], jobId);
        this.#database.append(jobId, 'changed', actor, `moved ${wordsOf(place)}`, at);
      }
      return moved.map((job) => job.jobId);
    });
  }

  /** @throws HindcastError `UNKNOWN_JOB`; `BAD_INPUT` when it does not wait */
  prioritize(jobId: string, priority: Priority, actor: string): void {
    this.#change(jobId, actor, `priority ${priority}`, (job) => {
      this.#database
        .prepare('UPDATE job SET priority = ?, start_order = ? WHERE job_id = ?')
        .run(priorityRank(priority), startOrderOf(Date.parse(job.queuedAt), priority), jobId);
    });
  }

  /**
   * @param notBefore ISO 8601 in UTC; null to start as soon as it is its turn
   * @throws HindcastError `UNKNOWN_JOB`; `BAD_INPUT` when it does not wait
   */
  schedule(jobId: string, notBefore: string | null, actor: string): void {
    const cause = notBefore === null ? 'to start when it is its turn' : `not before ${notBefore}`;
    this.#change(jobId, actor, cause, () => {
      this.#database.prepare('UPDATE job SET not_before = ? WHERE job_id = ?').run(notBefore, jobId);
    });
  }

  /**
   * Lets jobs whose time has come take their turn; call it in the transaction that claims. A retry that waits longer than
   * any retry does was overtaken by a change of the clock, and comes too.
   */
  releaseDue(): void {
    this.#database
      .prepare(`UPDATE job INDEXED BY job_scheduled SET not_before = NULL WHERE ${isDue}`)
      .run(...this.#dueBounds());
  }

  /** How many jobs could start now, if there were slots for all; not counted beyond {@link mostCounted}. */
  startable(): number {
    if (this.paused() !== null) return 0;
    return this.#database
      .prepare(
        `SELECT (SELECT count(*) FROM (SELECT 1 FROM job INDEXED BY job_pending
             WHERE state = 'pending' AND is_held = 0 LIMIT ${mostCounted}))
           + (SELECT count(*) FROM job INDEXED BY job_scheduled WHERE ${isDue})`,
      )
      .pluck()
      .get(...this.#dueBounds()) as number;
  }

  /** When the next scheduled job may start; null when none is scheduled. */
  nextDue(): Date | null {
    const next = this.#database
      .prepare(
        `SELECT not_before FROM job INDEXED BY job_scheduled
         WHERE state = 'pending' AND blocked_by = 0 AND not_before IS NOT NULL
         ORDER BY not_before LIMIT 1`,
      )
      .pluck()
      .get() as string | undefined;
    return next === undefined ? null : new Date(next);
  }

  /** Whether a job waits to be tried again after its attempt was lost. */
  hasRetries(): boolean {
    return (
      this.#database
        .prepare(
          `SELECT 1 FROM job INDEXED BY job_scheduled
           WHERE state = 'pending' AND blocked_by = 0 AND not_before IS NOT NULL AND retries > 0 LIMIT 1`,
        )
        .get() !== undefined
    );
  }

  /** What {@link isDue} compares with: now, and the latest moment that a retry may wait for. */
  #dueBounds(): [string, string] {
    const now = this.#database.milliseconds();
    return [new Date(now).toISOString(), new Date(now + longestRetryDelaySeconds * 1000).toISOString()];
  }

  #change(jobId: string, actor: string, cause: string, change: (job: QueuedJob) => void): void {
    this.#database.write(() => {
      const job = this.#queued(jobId);
      refuseUnlessPending(job);
      change(job);
      this.#database.append(jobId, 'changed', actor, cause, this.#database.now());
    });
  }

  /** Thousands may be moved at once: no more is read of each than its place. */
  #queued(jobId: string): QueuedJob {
    const job = this.#database
      .prepare(
        `SELECT job_id AS jobId, state, queued_at AS queuedAt, start_order AS startOrder FROM job
         WHERE job_id = ?`,
      )
      .get(jobId) as QueuedJob | undefined;
    if (job === undefined) throw unknownJob(jobId);
    return job;
  }

  /** The new order of each moved job. */
  #places(moved: readonly QueuedJob[], place: QueuePlace): number[] {
    const count = moved.length;
    if ('to' in place) {
      const [edge, step] = place.to === 'front' ? [this.#edge('min') - count, 1] : [this.#edge('max') + 1, 1];
      return moved.map((_, index) => edge + index * step);
    }
    const target = this.#queued(place.before);
    refuseUnlessPending(target);
    const ids = new Set(moved.map((job) => job.jobId));
    if (ids.has(target.jobId)) throw new HindcastError('BAD_INPUT', 'A job cannot be moved before itself.');
    const start = this.#startBefore(target.startOrder, target.jobId, ids);
    for (let hasRoom = false; ; hasRoom = true) {
      const end = this.#queued(target.jobId).startOrder;
      const step = (end - start) / (count + 1);
      const places = moved.map((_, index) => start + (index + 1) * step);
      // Between neighbours too close for numbers between them, room is made once.
      if (hasRoom || areDistinct([start, ...places, end])) return places;
      this.#makeRoom(target, start, count, ids);
    }
  }

  #edge(which: 'min' | 'max'): number {
    const edge = this.#database
      .prepare(
        `SELECT ${which}(edge) FROM (
           SELECT ${which}(start_order) AS edge FROM job INDEXED BY job_pending WHERE state = 'pending' AND is_held = 0
           UNION ALL
           SELECT ${which}(start_order) FROM job INDEXED BY job_pending WHERE state = 'pending' AND is_held = 1)`,
      )
      .pluck()
      .get() as number | null;
    return edge ?? this.#database.milliseconds();
  }

  #startBefore(end: number, targetId: string, moved: ReadonlySet<string>): number {
    const before = this.#database
      .prepare(`${pendingWhere('(start_order, job_id) < (?, ?)')} ORDER BY startOrder DESC, jobId DESC`)
      .iterate(end, targetId, end, targetId) as IterableIterator<{ jobId: string; startOrder: number }>;
    for (const { jobId, startOrder } of before) if (!moved.has(jobId)) return startOrder;
    return end - moved.size - 1;
  }

  /**
   * Moves the job that others are to stand before, and as many after it as are in the way, to leave room. No more than
   * those: what was queued far apart stays so, and so does what a job queued later may pass.
   *
   * @param start where the room begins
   * @param count how many jobs are to stand in it
   */
  #makeRoom(target: QueuedJob, start: number, count: number, moved: ReadonlySet<string>): void {
    const following = this.#database
      .prepare(`${pendingWhere('(start_order, job_id) >= (?, ?)')} ORDER BY startOrder, jobId`)
      .iterate(target.startOrder, target.jobId, target.startOrder, target.jobId) as IterableIterator<{
      jobId: string;
      startOrder: number;
    }>;
    const places: [number, string][] = [];
    let last = start + count;
    for (const { jobId, startOrder } of following) {
      if (moved.has(jobId)) continue;
      if (startOrder > last) break;
      places.push([++last, jobId]);
    }
    const change = this.#database.prepare('UPDATE job SET start_order = ? WHERE job_id = ?');
    for (const place of places) change.run(...place);
  }
}

/** Both parts of the index of what waits, for SQLite to merge in their common order. */
function pendingWhere(condition: string): string {
  return [0, 1]
    .map(
      (isHeld) =>
        `SELECT job_id AS jobId, start_order AS startOrder FROM job INDEXED BY job_pending
         WHERE state = 'pending' AND is_held = ${isHeld} AND ${condition}`,
    )
    .join(' UNION ALL ');
}

/** More slots than any machine has. */
const mostCounted = 1000;

/** Scheduled jobs whose moment has come. */
const isDue = `state = 'pending' AND blocked_by = 0 AND not_before IS NOT NULL
  AND (not_before <= ? OR retries > 0 AND not_before > ?)`;

function areDistinct(ascending: readonly number[]): boolean {
  return ascending.every((value, index) => index === 0 || value > (ascending[index - 1] as number));
}

function wordsOf(place: QueuePlace): string {
  return 'to' in place ? `to the ${place.to}` : `before ${place.before}`;
}

function refuseUnlessPending(job: QueuedJob): void {
  if (job.state === 'pending') return;
  throw new HindcastError(
    'BAD_INPUT',
    `It is ${job.state}. Only a job that waits has a place in the queue.`,
    {
      details: { state: job.state },
    },
  );
}
