import type Database from 'better-sqlite3';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { assertTransition, isTerminal } from '../../../../src-core/job/job-state.ts';
import { startOrderOf } from '../../../../src-core/job/queue-order.ts';
import { canonicalJson } from '../../../../src-core/wire/canonical-json.ts';
import type { Clock } from '../clock.ts';
import { DatabaseCheckup } from '../doctor/database-checkup.ts';
import { clearedAttempt, JobAttempts } from './job-attempts.ts';
import { JobDatabase } from './job-database.ts';
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
} from './job-record.ts';
import { JobSearch } from './job-search.ts';
import type { Annotation, JobPage, JobStore, Removal } from './job-store.ts';
import { QueueOrder } from './queue-order.ts';
import { QueueStatistics } from './queue-statistics.ts';
import { SqliteJobLists } from './sqlite-job-lists.ts';
import { priorityRank, readEventRow, readStoredJob, type EventRow, type StoredJob } from './stored-job.ts';

/** The job store of one machine: a SQLite database that several processes may have open. */
export class SqliteJobStore implements JobStore {
  readonly #database: JobDatabase;
  readonly #dependencies: JobDependencies;
  readonly #search: JobSearch;
  readonly attempts: JobAttempts;
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
    this.attempts = new JobAttempts(this.#database, this.#dependencies, this.order);
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
}

/** Parts of a millisecond keep those in their order that are queued together, and pass nobody else. */
function placeOf({ place = 0 }: JobSchedule): number {
  return Math.min(place / 1024, 1);
}
