import type Database from 'better-sqlite3';
import { HindcastError, type ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { assertTransition, isTerminal, type JobState } from '../../../../src-core/job/job-state.ts';
import { largestUnfinished } from '../../../../src-core/job/percent-done.ts';
import { startOrderOf } from '../../../../src-core/job/queue-order.ts';
import { canonicalJson } from '../../../../src-core/wire/canonical-json.ts';
import type { Clock } from '../clock.ts';
import { DatabaseCheckup } from '../doctor/database-checkup.ts';
import { hindcastItself, JobDatabase } from './job-database.ts';
import { JobDependencies, type JobDependency } from './job-dependencies.ts';
import { JobGroups } from './job-groups.ts';
import { searchTextOf, type JobListFilter } from './job-list-query.ts';
import type { JobLists } from './job-lists.ts';
import type {
  DatasetSnapshot,
  HistoryEntry,
  JobEvent,
  JobRecord,
  JobSchedule,
  NewJob,
  RecordedProgress,
} from './job-record.ts';
import { JobSearch } from './job-search.ts';
import type {
  Annotation,
  ClaimRequest,
  JobCompletion,
  JobPage,
  JobStore,
  Lease,
  Removal,
} from './job-store.ts';
import { QueueOrder } from './queue-order.ts';
import { QueueStatistics } from './queue-statistics.ts';
import { SqliteJobLists } from './sqlite-job-lists.ts';
import { priorityRank, readEventRow, readStoredJob, type EventRow, type StoredJob } from './stored-job.ts';

/** Columns of a row that belong to one attempt, as they are before it starts. */
const clearedAttempt = `started_at = NULL, completed_at = NULL, cancel_requested_at = NULL, lease_id = NULL,
  owner_process = NULL, worker_process = NULL, phase = 'starting', fraction = 0, "current_date" = NULL, message = '',
  error_code = NULL, error_message = NULL, error_details_json = NULL, warnings_json = '[]', headline_json = NULL,
  result_path = NULL, result_bytes = NULL, peak_memory_bytes = NULL, stalled_at = NULL`;

/** The job store of one machine: a SQLite database that several processes may have open. */
export class SqliteJobStore implements JobStore {
  readonly #database: JobDatabase;
  readonly #dependencies: JobDependencies;
  readonly #search: JobSearch;
  readonly lists: JobLists;
  readonly order: QueueOrder;
  readonly groups: JobGroups;
  readonly statistics: QueueStatistics;
  readonly checkup: DatabaseCheckup;

  constructor(database: Database.Database, clock: Clock) {
    this.#database = new JobDatabase(database, clock);
    this.#dependencies = new JobDependencies(this.#database);
    this.#search = new JobSearch(this.#database);
    this.lists = new SqliteJobLists(database);
    this.order = new QueueOrder(this.#database);
    this.groups = new JobGroups(this.#database);
    this.statistics = new QueueStatistics(this.#database);
    this.checkup = new DatabaseCheckup(this.#database, this.#dependencies, this.groups);
  }

  insertOrGet(job: NewJob): { job: JobRecord; existing: boolean } {
    return this.#database.write(() => {
      const present = this.get(job.jobId);
      if (present !== undefined) return { job: present, existing: true };
      const { snapshot, outline } = job;
      const at = this.#database.now();
      this.#database
        .prepare(
          `INSERT INTO dataset_snapshot (snapshot_id, files_json, dataset_version_ids_json) VALUES (?, ?, ?)
         ON CONFLICT DO NOTHING`,
        )
        .run(snapshot.snapshotId, JSON.stringify(snapshot.files), canonicalJson(snapshot.datasetVersionIds));
      this.#database
        .prepare(
          `INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id,
           model_hash, code_files_json, created_at, queued_at, feeds_json, first_day, last_day, model_path, model_label,
           max_retries, start_order, not_before, group_id, search_text)
         VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          job.jobId,
          job.kind,
          job.name,
          canonicalJson(job.spec),
          canonicalJson(job.options),
          priorityRank(job.priority),
          job.createdBy,
          snapshot.snapshotId,
          job.modelHash,
          canonicalJson(job.codeFiles),
          at,
          at,
          JSON.stringify(outline.feeds),
          outline.firstDay,
          outline.lastDay,
          outline.modelPath,
          outline.modelLabel,
          job.maxRetries,
          startOrderOf(Date.parse(at), job.priority) + placeOf(job.schedule),
          job.schedule.notBefore,
          job.schedule.groupId,
          searchTextOf({ ...job, modelLabel: outline.modelLabel }),
        );
      this.#dependencies.replace(job.jobId, job.schedule.after);
      this.#database.append(job.jobId, 'pending', job.createdBy, 'submitted', at);
      return { job: this.#database.existing(job.jobId), existing: false };
    });
  }

  requeue(job: NewJob, cause: string): JobRecord {
    return this.#database.write(() => {
      const present = this.#database.existing(job.jobId);
      if (!isTerminal(present.state)) return present;
      assertTransition(present.state, 'pending');
      const at = this.#database.now();
      this.#database
        .prepare(
          `UPDATE job SET state = 'pending', ${clearedAttempt}, queued_at = ?, retries = 0, spec_json = ?,
           options_json = ?, priority = ?, code_files_json = ?, model_path = ?, model_label = ?, max_retries = ?,
           start_order = ?, not_before = ?, group_id = coalesce(?, group_id), search_text = ?
         WHERE job_id = ?`,
        )
        .run(
          at,
          canonicalJson(job.spec),
          canonicalJson(job.options),
          priorityRank(job.priority),
          canonicalJson(job.codeFiles),
          job.outline.modelPath,
          job.outline.modelLabel,
          job.maxRetries,
          startOrderOf(Date.parse(at), job.priority) + placeOf(job.schedule),
          job.schedule.notBefore,
          job.schedule.groupId,
          searchTextOf({ name: present.name, kind: present.kind, modelLabel: job.outline.modelLabel }),
          job.jobId,
        );
      this.#dependencies.replace(job.jobId, job.schedule.after);
      this.#database.append(job.jobId, 'pending', job.createdBy, cause, at);
      return this.#database.existing(job.jobId);
    });
  }

  retry(jobId: string, actor: string): JobRecord {
    return this.#database.write(() => {
      const { state, priority } = this.#database.existing(jobId);
      if (!isTerminal(state)) {
        throw new HindcastError('BAD_INPUT', `It is ${state}. Only a job that has ended can be run again.`, {
          details: { state },
        });
      }
      assertTransition(state, 'pending');
      const at = this.#database.now();
      this.#database
        .prepare(
          `UPDATE job SET state = 'pending', ${clearedAttempt}, queued_at = ?, retries = 0, start_order = ?, not_before = NULL
         WHERE job_id = ?`,
        )
        .run(at, startOrderOf(Date.parse(at), priority), jobId);
      this.#dependencies.renew(jobId);
      this.#database.append(jobId, 'pending', actor, 'asked to run again', at);
      return this.#database.existing(jobId);
    });
  }

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
    if (this.order.paused() !== null) return undefined;
    this.order.releaseDue();
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

  release(lease: Lease, cause: string): boolean {
    return this.#giveBack(lease, cause, () => {
      this.#database
        .prepare(`UPDATE job SET state = 'pending', ${clearedAttempt}, not_before = NULL WHERE job_id = ?`)
        .run(lease.jobId);
    });
  }

  requestCancel(jobId: string, actor: string): JobRecord {
    return this.#database.write(() => {
      const job = this.#database.existing(jobId);
      const at = this.#database.now();
      if (job.state === 'pending') {
        assertTransition(job.state, 'cancelled');
        this.#dependencies.cancelWaiting(jobId, actor, 'cancelled before it started', at);
        this.#dependencies.ended(jobId, at);
      } else if (job.state === 'running' && job.cancelRequestedAt === null) {
        this.#database.prepare('UPDATE job SET cancel_requested_at = ? WHERE job_id = ?').run(at, jobId);
        this.#database.append(jobId, 'cancel_requested', actor, 'asked to stop', at);
      }
      return this.#database.existing(jobId);
    });
  }

  annotate(jobId: string, { notes, pinned }: Annotation, actor: string): void {
    this.#database.write(() => {
      this.#database.existing(jobId);
      const at = this.#database.now();
      const change = (column: 'notes' | 'pinned', value: string | number, cause: string): void => {
        const { changes } = this.#database
          .prepare(`UPDATE job SET ${column} = ? WHERE job_id = ? AND ${column} <> ?`)
          .run(value, jobId, value);
        if (changes > 0) this.#database.tell({ jobId, type: 'annotated', actor, cause, at });
      };
      if (notes !== undefined) change('notes', notes, 'changed its notes');
      if (pinned !== undefined) change('pinned', pinned ? 1 : 0, pinned ? 'pinned it' : 'unpinned it');
    });
  }

  remove(jobId: string, { actor, cause }: Removal, takeAway: () => void): void {
    this.#database.write(() => {
      const { state, snapshotId, groupId } = this.#database.existing(jobId);
      if (!isTerminal(state)) {
        throw new HindcastError(
          'BAD_INPUT',
          `It is ${state}. Cancel it first; a job is deleted once it has ended.`,
          { details: { state } },
        );
      }
      const isPinned =
        this.#database.prepare('SELECT pinned FROM job WHERE job_id = ?').pluck().get(jobId) === 1;
      if (isPinned) {
        throw new HindcastError('BAD_INPUT', 'It is pinned, so that it is kept. Unpin it first.');
      }
      takeAway();
      this.#database.prepare('DELETE FROM job WHERE job_id = ?').run(jobId);
      this.#database.forgetUnusedSnapshot(snapshotId);
      if (groupId !== null) this.groups.forgetEmpty(groupId);
      this.#database.tell({ jobId, type: 'removed', actor, cause, at: this.#database.now() });
    });
  }

  together<Result>(work: () => Result): Result {
    return this.#database.write(work);
  }

  forgetEarlierChanges(): void {
    this.#database
      .prepare('DELETE FROM job_change WHERE seq NOT IN (SELECT max(seq) FROM job_change GROUP BY job_id)')
      .run();
  }

  onCommit(listener: () => void): () => void {
    return this.#database.onCommit(listener);
  }

  onHistory(listener: (entries: readonly HistoryEntry[]) => void): () => void {
    return this.#database.onHistory(listener);
  }

  get(jobId: string): JobRecord | undefined {
    return this.#database.get(jobId);
  }

  find(prefix: string): JobRecord {
    return this.#search.find(prefix);
  }

  list(filter: JobListFilter): JobPage {
    return this.#search.list(filter);
  }

  running(): readonly JobRecord[] {
    const rows = this.#database
      .prepare("SELECT * FROM job INDEXED BY job_list WHERE state = 'running' ORDER BY job_id")
      .all() as StoredJob[];
    return rows.map(readStoredJob);
  }

  snapshot(snapshotId: string): DatasetSnapshot {
    const row = this.#database
      .prepare('SELECT files_json, dataset_version_ids_json FROM dataset_snapshot WHERE snapshot_id = ?')
      .get(snapshotId) as { files_json: string; dataset_version_ids_json: string } | undefined;
    if (row === undefined) throw new HindcastError('INTERNAL', `The database has no snapshot ${snapshotId}.`);
    return {
      snapshotId,
      files: JSON.parse(row.files_json) as DatasetSnapshot['files'],
      datasetVersionIds: JSON.parse(row.dataset_version_ids_json) as DatasetSnapshot['datasetVersionIds'],
    };
  }

  snapshotsInUse(): readonly string[] {
    return this.#database
      .prepare("SELECT DISTINCT snapshot_id FROM job WHERE state IN ('pending', 'running', 'completed')")
      .pluck()
      .all() as string[];
  }

  events(jobId: string): readonly JobEvent[] {
    const rows = this.#database
      .prepare('SELECT * FROM job_event WHERE job_id = ? ORDER BY seq')
      .all(jobId) as EventRow[];
    return rows.map(readEventRow);
  }

  dependencies(jobId: string): readonly JobDependency[] {
    return this.#dependencies.of(jobId);
  }

  close(): void {
    this.#database.close();
  }

  /** Puts a running job back into the queue, unless it was asked to stop: that wish outlives the attempt. */
  #giveBack(lease: Lease, cause: string, update: () => void): boolean {
    return this.#database.write(() =>
      (this.get(lease.jobId)?.cancelRequestedAt ?? null) === null
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
      const job = this.get(lease.jobId);
      if (job === undefined || job.leaseId !== lease.leaseId) return false;
      work(job, this.#database.now());
      return true;
    });
  }
}

/** Of how many jobs at the head of the queue one may be taken, when the first cannot start yet. */
const mostCandidates = 100;

/** Parts of a millisecond keep those in their order that are queued together, and pass nobody else. */
function placeOf({ place = 0 }: JobSchedule): number {
  return Math.min(place / 1024, 1);
}
