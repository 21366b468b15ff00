import type Database from 'better-sqlite3';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { Clock } from '../clock.ts';
import type { HistoryEntry, JobEventType, JobRecord } from './job-record.ts';
import { readStoredJob, type StoredJob } from './stored-job.ts';
import { WriteTransactions } from './write-transactions.ts';

/** Who is named for what no person asked for. */
export const hindcastItself = 'hindcast';

/** The connection that the parts of the job store share: statements, transactions and the history. */
export class JobDatabase {
  readonly #database: Database.Database;
  readonly #transactions: WriteTransactions;
  readonly #clock: Clock;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #commitListeners = new Set<() => void>();
  readonly #historyListeners = new Set<(entries: readonly HistoryEntry[]) => void>();
  /** Entries of the transaction that is under way. */
  #uncommitted: HistoryEntry[] = [];

  constructor(database: Database.Database, clock: Clock) {
    this.#database = database;
    this.#transactions = new WriteTransactions(database);
    this.#clock = clock;
  }

  /** A statement, compiled once. */
  prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /**
   * Takes the write lock first, so that what is read inside is still true when it is written.
   *
   * @throws HindcastError `DISK_FULL`; what `work` throws
   */
  write<Result>(work: () => Result): Result {
    const before = this.#uncommitted.length;
    let result: Result;
    try {
      result = this.#transact(work);
    } catch (thrown) {
      this.#uncommitted.length = before;
      throw thrown;
    }
    // Inside another transaction nothing is committed yet.
    if (!this.#database.inTransaction) {
      const entries = this.#uncommitted;
      this.#uncommitted = [];
      if (entries.length > 0) for (const listener of this.#historyListeners) listener(entries);
      for (const listener of this.#commitListeners) listener();
    }
    return result;
  }

  #transact<Result>(work: () => Result): Result {
    try {
      return this.#transactions.run(work);
    } catch (thrown) {
      if ((thrown as { code?: string } | null)?.code !== 'SQLITE_FULL') throw thrown;
      throw new HindcastError(
        'DISK_FULL',
        'The disk is full, so the queue cannot be changed. Free some space and try again; its jobs are kept.',
        { cause: thrown },
      );
    }
  }

  onCommit(listener: () => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  /** Calls back with what is {@link tell told} of each transaction that is made through this object, once it is committed. */
  onHistory(listener: (entries: readonly HistoryEntry[]) => void): () => void {
    this.#historyListeners.add(listener);
    return () => this.#historyListeners.delete(listener);
  }

  get(jobId: string): JobRecord | undefined {
    const row = this.prepare('SELECT * FROM job WHERE job_id = ?').get(jobId) as StoredJob | undefined;
    return row === undefined ? undefined : readStoredJob(row);
  }

  /** @throws HindcastError `UNKNOWN_JOB` */
  existing(jobId: string): JobRecord {
    const job = this.get(jobId);
    if (job === undefined) throw unknownJob(jobId);
    return job;
  }

  /**
   * Adds to the history of a job; call it in the transaction of what it tells. Entries are counted, as none is ever
   * deleted alone: for `max(seq)` SQLite would compile the statement anew each time.
   */
  append(jobId: string, type: JobEventType, actor: string, cause: string, at: string): void {
    this.prepare(
      `INSERT INTO job_event (job_id, seq, at, type, actor, cause)
       VALUES (?, (SELECT count(*) + 1 FROM job_event WHERE job_id = ?), ?, ?, ?, ?)`,
    ).run(jobId, jobId, at, type, actor, cause);
    this.tell({ jobId, type, actor, cause, at });
  }

  /** Tells of something that no history of a job has; call it in the transaction of what it tells. */
  tell(entry: HistoryEntry): void {
    this.#uncommitted.push(entry);
  }

  /** Deletes the list of a snapshot's files when no job uses it; call it in a transaction. */
  forgetUnusedSnapshot(snapshotId: string): void {
    this.prepare(
      `DELETE FROM dataset_snapshot
       WHERE snapshot_id = ? AND NOT EXISTS (SELECT 1 FROM job WHERE job.snapshot_id = dataset_snapshot.snapshot_id)`,
    ).run(snapshotId);
  }

  /** Now, as times are stored. */
  now(): string {
    return this.#clock.now().toISOString();
  }

  /** Milliseconds since the epoch. */
  milliseconds(): number {
    return this.#clock.now().getTime();
  }

  close(): void {
    this.#database.close();
  }
}

export function unknownJob(jobId: string): HindcastError {
  return new HindcastError(
    'UNKNOWN_JOB',
    `There is no job "${jobId}". "hindcast jobs list" shows the jobs there are.`,
  );
}
