import type Database from 'better-sqlite3';
import { HindcastError, type ErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { assertTransition, isTerminal, type JobState } from '../../../src-core/job/job-state.ts';
import { canonicalJson } from '../../../src-core/wire/canonical-json.ts';
import type { Clock } from './clock.ts';

import type {
  DatasetSnapshot,
  JobEvent,
  JobEventType,
  JobRecord,
  NewJob,
  RecordedProgress,
} from './job-record.ts';
import type { JobLists } from './job-lists.ts';
import type {
  Annotation,
  ClaimRequest,
  JobCompletion,
  JobListFilter,
  JobPage,
  JobStore,
  Lease,
} from './job-store.ts';
import { SqliteJobLists } from './sqlite-job-lists.ts';
import { priorityRank, readEventRow, readStoredJob, type EventRow, type StoredJob } from './stored-job.ts';

/** Who is named for what no person asked for. */
const self = 'hindcast';

/** Columns of a row that belong to one attempt, as they are before it starts. */
const clearedAttempt = `started_at = NULL, completed_at = NULL, cancel_requested_at = NULL, lease_id = NULL,
  owner_process = NULL, worker_process = NULL, phase = 'starting', fraction = 0, "current_date" = NULL, message = '',
  error_code = NULL, error_message = NULL, error_details_json = NULL, warnings_json = '[]', headline_json = NULL,
  result_path = NULL`;

/** The job store of one machine: a SQLite database that several processes may have open. */
export class SqliteJobStore implements JobStore {
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #commitListeners = new Set<() => void>();
  readonly lists: JobLists;

  constructor(database: Database.Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.lists = new SqliteJobLists(database);
  }

  insertOrGet(job: NewJob): { job: JobRecord; existing: boolean } {
    return this.#write(() => {
      const present = this.get(job.jobId);
      if (present !== undefined) return { job: present, existing: true };
      const { snapshot, outline } = job;
      const at = this.#now();
      this.#prepare(
        `INSERT INTO dataset_snapshot (snapshot_id, files_json, dataset_version_ids_json) VALUES (?, ?, ?)
         ON CONFLICT DO NOTHING`,
      ).run(snapshot.snapshotId, JSON.stringify(snapshot.files), canonicalJson(snapshot.datasetVersionIds));
      this.#prepare(
        `INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id,
           model_hash, code_files_json, created_at, queued_at, feeds_json, first_day, last_day, model_path, model_label)
         VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
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
      );
      this.#append(job.jobId, 'pending', job.createdBy, 'submitted', at);
      return { job: this.#existing(job.jobId), existing: false };
    });
  }

  requeue(job: NewJob, cause: string): JobRecord {
    return this.#write(() => {
      const present = this.#existing(job.jobId);
      if (!isTerminal(present.state)) return present;
      assertTransition(present.state, 'pending');
      const at = this.#now();
      this.#prepare(
        `UPDATE job SET state = 'pending', ${clearedAttempt}, queued_at = ?, interruptions = 0, spec_json = ?,
           options_json = ?, priority = ?, code_files_json = ?, model_path = ?, model_label = ?
         WHERE job_id = ?`,
      ).run(
        at,
        canonicalJson(job.spec),
        canonicalJson(job.options),
        priorityRank(job.priority),
        canonicalJson(job.codeFiles),
        job.outline.modelPath,
        job.outline.modelLabel,
        job.jobId,
      );
      this.#append(job.jobId, 'pending', job.createdBy, cause, at);
      return this.#existing(job.jobId);
    });
  }

  retry(jobId: string, actor: string): JobRecord {
    return this.#write(() => {
      const { state } = this.#existing(jobId);
      if (!isTerminal(state)) {
        throw new HindcastError('BAD_INPUT', `It is ${state}. Only a job that has ended can be run again.`, {
          details: { state },
        });
      }
      assertTransition(state, 'pending');
      const at = this.#now();
      this.#prepare(
        `UPDATE job SET state = 'pending', ${clearedAttempt}, queued_at = ?, interruptions = 0 WHERE job_id = ?`,
      ).run(at, jobId);
      this.#append(jobId, 'pending', actor, 'asked to run again', at);
      return this.#existing(jobId);
    });
  }

  claim(request: ClaimRequest): JobRecord | undefined {
    return this.#write(() => {
      const at = this.#now();
      const row = this.#prepare(
        `UPDATE job SET state = 'running', lease_id = ?, owner_process = ?, worker_process = ?, started_at = ?, attempt = attempt + 1
         WHERE job_id = (
           SELECT job_id FROM job WHERE state = 'pending' ${request.jobId === undefined ? '' : 'AND job_id = ?'}
           ORDER BY priority DESC, queued_at, job_id LIMIT 1)
         RETURNING *`,
      ).get(
        request.leaseId,
        request.ownerProcess,
        request.workerProcess ?? null,
        at,
        ...(request.jobId === undefined ? [] : [request.jobId]),
      ) as StoredJob | undefined;
      if (row === undefined) return undefined;
      this.#append(row.job_id, 'running', self, `attempt ${row.attempt}`, at);
      return readStoredJob(row);
    });
  }

  recordWorker(lease: Lease, workerProcess: string): boolean {
    return (
      this.#prepare('UPDATE job SET worker_process = ? WHERE job_id = ? AND lease_id = ?').run(
        workerProcess,
        lease.jobId,
        lease.leaseId,
      ).changes === 1
    );
  }

  markProgress(lease: Lease, progress: RecordedProgress): boolean {
    return (
      this.#prepare(
        `UPDATE job SET phase = ?, fraction = max(fraction, ?), "current_date" = ?, message = ?
         WHERE job_id = ? AND lease_id = ?`,
      ).run(
        progress.phase,
        Math.min(progress.fraction, largestUnfinished),
        progress.current_date,
        progress.message,
        lease.jobId,
        lease.leaseId,
      ).changes === 1
    );
  }

  complete(lease: Lease, completion: JobCompletion, place: () => void): boolean {
    return this.#end(lease, 'completed', 'result in place', (at) => {
      place();
      this.#prepare(
        `UPDATE job SET state = 'completed', completed_at = ?, lease_id = NULL, owner_process = NULL,
           worker_process = NULL, cancel_requested_at = NULL, phase = 'finished', fraction = 1, message = '',
           warnings_json = ?, headline_json = ?, result_path = ?
         WHERE job_id = ?`,
      ).run(
        at,
        JSON.stringify(completion.warnings),
        canonicalJson(completion.headline),
        completion.resultPath,
        lease.jobId,
      );
    });
  }

  fail(lease: Lease, error: ErrorEnvelope): boolean {
    return this.#end(lease, 'failed', `${error.code}: ${error.message}`, (at) => {
      this.#prepare(
        `UPDATE job SET state = 'failed', completed_at = ?, lease_id = NULL, owner_process = NULL,
           worker_process = NULL, cancel_requested_at = NULL, error_code = ?, error_message = ?, error_details_json = ?
         WHERE job_id = ?`,
      ).run(
        at,
        error.code,
        error.message,
        error.details === undefined ? null : canonicalJson(error.details),
        lease.jobId,
      );
    });
  }

  cancel(lease: Lease, cause: string): boolean {
    return this.#end(lease, 'cancelled', cause, (at) => {
      this.#prepare(
        `UPDATE job SET state = 'cancelled', completed_at = ?, lease_id = NULL, owner_process = NULL,
           worker_process = NULL
         WHERE job_id = ?`,
      ).run(at, lease.jobId);
    });
  }

  interrupt(lease: Lease, cause: string): boolean {
    return this.#end(lease, 'pending', cause, () => {
      this.#prepare(
        `UPDATE job SET state = 'pending', ${clearedAttempt}, interruptions = interruptions + 1 WHERE job_id = ?`,
      ).run(lease.jobId);
    });
  }

  release(lease: Lease, cause: string): boolean {
    return this.#end(lease, 'pending', cause, () => {
      this.#prepare(`UPDATE job SET state = 'pending', ${clearedAttempt} WHERE job_id = ?`).run(lease.jobId);
    });
  }

  requestCancel(jobId: string, actor: string): JobRecord {
    return this.#write(() => {
      const job = this.#existing(jobId);
      const at = this.#now();
      if (job.state === 'pending') {
        assertTransition(job.state, 'cancelled');
        this.#prepare(
          `UPDATE job SET state = 'cancelled', completed_at = ?, cancel_requested_at = ? WHERE job_id = ?`,
        ).run(at, at, jobId);
        this.#append(jobId, 'cancelled', actor, 'cancelled before it started', at);
      } else if (job.state === 'running' && job.cancelRequestedAt === null) {
        this.#prepare('UPDATE job SET cancel_requested_at = ? WHERE job_id = ?').run(at, jobId);
        this.#append(jobId, 'cancel_requested', actor, 'asked to stop', at);
      }
      return this.#existing(jobId);
    });
  }

  annotate(jobId: string, annotation: Annotation): void {
    this.#write(() => {
      this.#existing(jobId);
      const { notes, pinned } = annotation;
      if (notes !== undefined) this.#prepare('UPDATE job SET notes = ? WHERE job_id = ?').run(notes, jobId);
      if (pinned !== undefined) {
        this.#prepare('UPDATE job SET pinned = ? WHERE job_id = ?').run(pinned ? 1 : 0, jobId);
      }
    });
  }

  remove(jobId: string, takeAway: () => void): void {
    this.#write(() => {
      const { state, snapshotId } = this.#existing(jobId);
      if (!isTerminal(state)) {
        throw new HindcastError(
          'BAD_INPUT',
          `It is ${state}. Cancel it first; a job is deleted once it has ended.`,
          { details: { state } },
        );
      }
      const isPinned = this.#prepare('SELECT pinned FROM job WHERE job_id = ?').pluck().get(jobId) === 1;
      if (isPinned) {
        throw new HindcastError('BAD_INPUT', 'It is pinned, so that it is kept. Unpin it first.');
      }
      takeAway();
      this.#prepare('DELETE FROM job WHERE job_id = ?').run(jobId);
      this.#prepare(
        `DELETE FROM dataset_snapshot
         WHERE snapshot_id = ? AND NOT EXISTS (SELECT 1 FROM job WHERE job.snapshot_id = dataset_snapshot.snapshot_id)`,
      ).run(snapshotId);
    });
  }

  together<Result>(work: () => Result): Result {
    return this.#write(work);
  }

  onCommit(listener: () => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  get(jobId: string): JobRecord | undefined {
    const row = this.#prepare('SELECT * FROM job WHERE job_id = ?').get(jobId) as StoredJob | undefined;
    return row === undefined ? undefined : readStoredJob(row);
  }

  find(prefix: string): JobRecord {
    const wanted = prefix.toLowerCase();
    if (!/^[0-9a-f]{1,32}$/.test(wanted)) {
      throw new HindcastError(
        'BAD_INPUT',
        `"${prefix}" is not a job id. Give the id, or its first characters, as "hindcast jobs list" shows it.`,
      );
    }
    const rows = this.#prepare(
      'SELECT * FROM job WHERE job_id >= ? AND job_id < ? ORDER BY job_id LIMIT 6',
    ).all(wanted, `${wanted}g`) as StoredJob[];
    const [only, ...others] = rows;
    if (only === undefined) throw unknownJob(prefix);
    if (others.length > 0) {
      const ids = rows.map((row) => row.job_id.slice(0, Math.max(12, wanted.length + 2)));
      throw new HindcastError(
        'BAD_INPUT',
        `Several jobs start with "${prefix}": ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}. Give more characters.`,
      );
    }
    return readStoredJob(only);
  }

  list(filter: JobListFilter): JobPage {
    const conditions: string[] = [];
    const values: (string | number)[] = [];
    if (filter.states !== undefined) {
      conditions.push(`state IN (${filter.states.map(() => '?').join(', ')})`);
      values.push(...filter.states);
    }
    if (filter.text !== undefined) {
      conditions.push(`(instr(lower(name), ?) > 0 OR instr(kind, ?) > 0 OR job_id >= ? AND job_id < ?)`);
      const text = filter.text.toLowerCase();
      values.push(text, text, text, `${text}g`);
    }
    if (filter.cursor !== undefined) {
      conditions.push('(created_at, job_id) < (?, ?)');
      values.push(...readCursor(filter.cursor));
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const rows = this.#prepare(
      `SELECT * FROM job ${where} ORDER BY created_at DESC, job_id DESC LIMIT ?`,
    ).all(...values, filter.limit + 1) as StoredJob[];
    const page = rows.slice(0, filter.limit);
    const last = page.at(-1);
    return {
      jobs: page.map(readStoredJob),
      nextCursor:
        rows.length > page.length && last !== undefined ? `${last.created_at}_${last.job_id}` : null,
    };
  }

  running(): readonly JobRecord[] {
    const rows = this.#prepare(
      "SELECT * FROM job WHERE state = 'running' ORDER BY job_id",
    ).all() as StoredJob[];
    return rows.map(readStoredJob);
  }

  snapshot(snapshotId: string): DatasetSnapshot {
    const row = this.#prepare(
      'SELECT files_json, dataset_version_ids_json FROM dataset_snapshot WHERE snapshot_id = ?',
    ).get(snapshotId) as { files_json: string; dataset_version_ids_json: string } | undefined;
    if (row === undefined) throw new HindcastError('INTERNAL', `The database has no snapshot ${snapshotId}.`);
    return {
      snapshotId,
      files: JSON.parse(row.files_json) as DatasetSnapshot['files'],
      datasetVersionIds: JSON.parse(row.dataset_version_ids_json) as DatasetSnapshot['datasetVersionIds'],
    };
  }

  snapshotsInUse(): readonly string[] {
    return this.#prepare(
      "SELECT DISTINCT snapshot_id FROM job WHERE state IN ('pending', 'running', 'completed')",
    )
      .pluck()
      .all() as string[];
  }

  events(jobId: string): readonly JobEvent[] {
    const rows = this.#prepare('SELECT * FROM job_event WHERE job_id = ? ORDER BY seq').all(
      jobId,
    ) as EventRow[];
    return rows.map(readEventRow);
  }

  close(): void {
    this.#database.close();
  }

  /** Leaves `running` for `to`, if the lease still holds. */
  #end(lease: Lease, to: JobState, cause: string, update: (at: string) => void): boolean {
    return this.#write(() => {
      const job = this.get(lease.jobId);
      if (job === undefined || job.leaseId !== lease.leaseId) return false;
      assertTransition(job.state, to);
      const at = this.#now();
      update(at);
      this.#append(lease.jobId, to, self, cause, at);
      return true;
    });
  }

  #existing(jobId: string): JobRecord {
    const job = this.get(jobId);
    if (job === undefined) throw unknownJob(jobId);
    return job;
  }

  #append(jobId: string, type: JobEventType, actor: string, cause: string, at: string): void {
    this.#prepare('INSERT INTO job_event (job_id, at, type, actor, cause) VALUES (?, ?, ?, ?, ?)').run(
      jobId,
      at,
      type,
      actor,
      cause,
    );
  }

  /** Takes the write lock first, so that what is read inside is still true when it is written. */
  #write<Result>(work: () => Result): Result {
    const result = this.#database.transaction(work).immediate();
    // Inside another transaction nothing is committed yet.
    if (!this.#database.inTransaction) for (const listener of this.#commitListeners) listener();
    return result;
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }
}

/** 1 is kept for a result that is in place. */
const largestUnfinished = 0.999;

function unknownJob(jobId: string): HindcastError {
  return new HindcastError(
    'UNKNOWN_JOB',
    `There is no job "${jobId}". "hindcast jobs list" shows the jobs there are.`,
  );
}

function readCursor(cursor: string): [string, string] {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f]{32})$/.exec(cursor);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new HindcastError(
      'BAD_INPUT',
      `"${cursor}" is not a cursor. Use the one that the previous page gave.`,
    );
  }
  return [match[1], match[2]];
}
