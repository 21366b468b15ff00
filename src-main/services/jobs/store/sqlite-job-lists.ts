import type Database from 'better-sqlite3';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { cursorAfter, listQuery, type JobListFilter } from './job-list-query.ts';
import type { JobCounts, JobLists, JobRowPage, RecentModel } from './job-lists.ts';
import type { RunDuration } from './run-durations.ts';
import { priorityOfRank, type StoredJob } from './stored-job.ts';

/** What of a row lists show. */
type ListedJob = Pick<
  StoredJob,
  | 'job_id'
  | 'kind'
  | 'name'
  | 'state'
  | 'priority'
  | 'created_by'
  | 'created_at'
  | 'queued_at'
  | 'started_at'
  | 'completed_at'
  | 'cancel_requested_at'
  | 'attempt'
  | 'phase'
  | 'fraction'
  | 'current_date'
  | 'message'
  | 'error_code'
  | 'error_message'
  | 'warnings_json'
  | 'headline_json'
  | 'retries'
  | 'max_retries'
  | 'start_order'
  | 'not_before'
  | 'blocked_by'
  | 'group_id'
  | 'stalled_at'
  | 'peak_memory_bytes'
  | 'result_bytes'
> & {
  feeds_json: string;
  first_day: string | null;
  last_day: string | null;
  model_label: string;
  notes: string;
  pinned: number;
};

const listedColumns = `job_id, kind, name, state, priority, created_by, created_at, queued_at, started_at, completed_at,
  cancel_requested_at, attempt, phase, fraction, "current_date", message, error_code, error_message, warnings_json,
  headline_json, feeds_json, first_day, last_day, model_label, notes, pinned, retries, max_retries, start_order, not_before,
  blocked_by, group_id, stalled_at, peak_memory_bytes, result_bytes`;

/** A list shows that there are warnings, and the first ones; the result has all. */
const listedWarnings = 3;

/** How many of a model's latest runs tell what memory it needs. */
const runsForPeak = 5;

/** {@link JobLists} over the job database. */
export class SqliteJobLists implements JobLists {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  #dataVersion: unknown;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#dataVersion = this.#readDataVersion();
  }

  rows(): JobRow[] {
    const stored = this.#prepare(
      `SELECT ${listedColumns} FROM job ORDER BY created_at DESC, job_id DESC`,
    ).all() as ListedJob[];
    return stored.map(readListedJob);
  }

  row(jobId: string): JobRow | undefined {
    const stored = this.#prepare(`SELECT ${listedColumns} FROM job WHERE job_id = ?`).get(jobId) as
      ListedJob | undefined;
    return stored === undefined ? undefined : readListedJob(stored);
  }

  page(filter: JobListFilter): JobRowPage {
    const { sql, values } = listQuery(filter, listedColumns);
    const stored = this.#prepare(sql).all(...values) as ListedJob[];
    const page = stored.slice(0, filter.limit);
    return { rows: page.map(readListedJob), nextCursor: cursorAfter(page, stored.length) };
  }

  lastChange(): number {
    return Number(this.#prepare('SELECT coalesce(max(seq), 0) FROM job_change').pluck().get());
  }

  changesAfter(change: number): readonly { change: number; jobId: string }[] {
    return this.#prepare(
      'SELECT max(seq) AS change, job_id AS jobId FROM job_change WHERE seq > ? GROUP BY job_id ORDER BY change',
    ).all(change) as { change: number; jobId: string }[];
  }

  changedElsewhere(): boolean {
    const version = this.#readDataVersion();
    const isChanged = version !== this.#dataVersion;
    this.#dataVersion = version;
    return isChanged;
  }

  unendedJobIds(): readonly string[] {
    return this.#prepare("SELECT job_id FROM job WHERE state IN ('pending', 'running')")
      .pluck()
      .all() as string[];
  }

  endedWithoutResult(): readonly string[] {
    return this.#prepare("SELECT job_id FROM job WHERE state IN ('failed', 'cancelled')")
      .pluck()
      .all() as string[];
  }

  endedBefore(moment: Date): readonly string[] {
    return this.#prepare('SELECT job_id FROM job WHERE completed_at < ? AND pinned = 0 ORDER BY completed_at')
      .pluck()
      .all(moment.toISOString()) as string[];
  }

  counts(now: Date): JobCounts {
    const midnight = `${now.toISOString().slice(0, 10)}T00:00:00.000Z`;
    return this.#prepare(
      `SELECT (SELECT count(*) FROM job INDEXED BY job_pending WHERE state = 'pending') AS pending,
         (SELECT count(*) FROM job INDEXED BY job_list WHERE state = 'running') AS running,
         (SELECT count(*) FROM job WHERE completed_at >= ?) AS endedToday`,
    ).get(midnight) as JobCounts;
  }

  recentModels(limit: number): readonly RecentModel[] {
    return this.#prepare(
      `SELECT model_path AS path, max(queued_at) AS usedAt FROM job WHERE model_path IS NOT NULL
       GROUP BY model_path ORDER BY usedAt DESC, path LIMIT ?`,
    ).all(limit) as RecentModel[];
  }

  durations(modelPath: string, limit: number): readonly RunDuration[] {
    const own = this.#durationsWhere('model_path = ?', modelPath, limit);
    if (own.length > 0) return own;
    const ending = /\.\w+$/.exec(modelPath)?.[0];
    return ending === undefined ? [] : this.#durationsWhere('model_path GLOB ?', `*${ending}`, limit);
  }

  peakMemory(jobId: string): number | null {
    return this.#prepare(
      `SELECT max(peak_memory_bytes) FROM (
         SELECT peak_memory_bytes FROM job
         WHERE model_path = (SELECT model_path FROM job WHERE job_id = ?) AND state = 'completed'
         ORDER BY completed_at DESC LIMIT ?)`,
    )
      .pluck()
      .get(jobId, runsForPeak) as number | null;
  }

  #durationsWhere(condition: string, value: string, limit: number): readonly RunDuration[] {
    return this.#prepare(
      `SELECT (julianday(completed_at) - julianday(started_at)) * 86400.0 AS seconds,
         (SELECT coalesce(sum(json_extract(file.value, '$.rows')), 0)
          FROM dataset_snapshot, json_each(dataset_snapshot.files_json) AS file
          WHERE dataset_snapshot.snapshot_id = job.snapshot_id) AS candles
       FROM job WHERE ${condition} AND state = 'completed' ORDER BY completed_at DESC LIMIT ?`,
    ).all(value, limit) as RunDuration[];
  }

  #readDataVersion(): unknown {
    return this.#prepare('PRAGMA data_version').pluck().get();
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function readListedJob(row: ListedJob): JobRow {
  return {
    jobId: row.job_id,
    kind: row.kind,
    name: row.name,
    state: row.state,
    isCancelling: row.state === 'running' && row.cancel_requested_at !== null,
    priority: priorityOfRank(row.priority),
    feeds: JSON.parse(row.feeds_json) as string[],
    firstDay: row.first_day,
    lastDay: row.last_day,
    model: row.model_label,
    headline: row.headline_json === null ? null : (JSON.parse(row.headline_json) as JobRow['headline']),
    warnings: (JSON.parse(row.warnings_json) as string[]).slice(0, listedWarnings),
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    createdBy: row.created_by,
    createdAt: row.created_at,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    attempt: row.attempt,
    progress: progressOf(row),
    notes: row.notes,
    pinned: row.pinned === 1,
    retries: row.retries,
    maxRetries: row.max_retries,
    startOrder: row.state === 'pending' ? row.start_order : null,
    notBefore: row.not_before,
    blockedBy: row.blocked_by,
    groupId: row.group_id,
    stalledAt: row.stalled_at,
    peakMemoryBytes: row.peak_memory_bytes,
    resultBytes: row.result_bytes,
  };
}

/** How far a job is, or came; nothing to say of one that waits or is done. */
function progressOf(row: ListedJob): JobRow['progress'] {
  if (row.state === 'pending' || row.state === 'completed') return null;
  const { phase, fraction, current_date, message } = row;
  return { phase, fraction, current_date, message, eta_seconds: null };
}
