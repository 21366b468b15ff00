import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Feed } from '../../src-core/feed/feed.ts';
import { feedKindSchema } from '../../src-core/feed/feed-schema.ts';
import type { BackfillJob } from './backfill-job.ts';

const rowSchema = z
  .object({
    id: z.string(),
    source: z.string(),
    subject: z.string(),
    kind: feedKindSchema,
    granularity: z.string(),
    start_ts: z.number(),
    end_ts: z.number(),
    cursor_ts: z.number(),
    records_written: z.number(),
    pages_fetched: z.number(),
    status: z.enum(['pending', 'running', 'completed', 'failed']),
    error: z.string().nullable(),
    cancelled: z.literal([0, 1]),
    created_milliseconds: z.number(),
    updated_milliseconds: z.number(),
  })
  .transform((row): BackfillJob => ({
    id: row.id,
    feed: { source: row.source, subject: row.subject, kind: row.kind, granularity: row.granularity },
    startSeconds: row.start_ts,
    endSeconds: row.end_ts,
    cursorSeconds: row.cursor_ts,
    recordsWritten: row.records_written,
    pagesFetched: row.pages_fetched,
    status: row.status,
    error: row.error,
    cancelled: row.cancelled === 1,
    createdMilliseconds: row.created_milliseconds,
    updatedMilliseconds: row.updated_milliseconds,
  }));

/** What a page adds to a job. */
export interface PageProgress {
  readonly cursorSeconds: number;
  readonly records: number;
}

const mostListed = 100;

/** The backfill jobs, of which at most one is pending or running at any time. */
export class BackfillJobStore {
  readonly #database: Database.Database;
  readonly #now: () => number;

  constructor(database: Database.Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Adds a pending job; undefined when another one is pending or running. */
  insert(feed: Feed, startSeconds: number, endSeconds: number): BackfillJob | undefined {
    const row = this.#database
      .prepare(
        `INSERT INTO backfill_jobs (id, source, subject, kind, granularity, start_ts, end_ts, cursor_ts, status,
           created_milliseconds, updated_milliseconds)
         SELECT :id, :source, :subject, :kind, :granularity, :start, :end, :start, 'pending', :now, :now
         WHERE NOT EXISTS (SELECT 1 FROM backfill_jobs WHERE status IN ('pending', 'running'))
         RETURNING *`,
      )
      .get({ id: randomUUID(), ...feed, start: startSeconds, end: endSeconds, now: this.#now() });
    return row === undefined ? undefined : rowSchema.parse(row);
  }

  /** The job that is pending or running. */
  active(): BackfillJob | undefined {
    const row = this.#database
      .prepare("SELECT * FROM backfill_jobs WHERE status IN ('pending', 'running')")
      .get();
    return row === undefined ? undefined : rowSchema.parse(row);
  }

  get(id: string): BackfillJob | undefined {
    const row = this.#database.prepare('SELECT * FROM backfill_jobs WHERE id = ?').get(id);
    return row === undefined ? undefined : rowSchema.parse(row);
  }

  /** The newest jobs first, at most 100, of one status or all. */
  list(status?: string): BackfillJob[] {
    return this.#database
      .prepare(
        `SELECT * FROM backfill_jobs WHERE :status IS NULL OR status = :status
         ORDER BY created_milliseconds DESC, rowid DESC LIMIT ${mostListed}`,
      )
      .all({ status: status ?? null })
      .map((row) => rowSchema.parse(row));
  }

  markRunning(id: string): void {
    this.#change(id, "status = 'running'", {}, "'pending', 'running'");
  }

  /** Counts a page and moves the cursor; part of the transaction that records the page's files. */
  advance(id: string, progress: PageProgress): void {
    this.#change(
      id,
      'cursor_ts = :cursor, records_written = records_written + :records, pages_fetched = pages_fetched + 1',
      { cursor: progress.cursorSeconds, records: progress.records },
      "'running'",
    );
  }

  complete(id: string): void {
    this.#change(id, "status = 'completed'", {}, "'running'");
  }

  fail(id: string, error: string): void {
    this.#change(id, "status = 'failed', error = :error", { error }, "'pending', 'running'");
  }

  cancel(id: string, error: string): void {
    this.#change(id, "status = 'failed', error = :error, cancelled = 1", { error }, "'pending', 'running'");
  }

  /** Makes a failed job pending again, at its cursor; undefined when another one is pending or running. */
  retry(id: string): BackfillJob | undefined {
    const row = this.#database
      .prepare(
        `UPDATE backfill_jobs SET status = 'pending', error = NULL, cancelled = 0, updated_milliseconds = :now
         WHERE id = :id AND status = 'failed'
           AND NOT EXISTS (SELECT 1 FROM backfill_jobs WHERE status IN ('pending', 'running'))
         RETURNING *`,
      )
      .get({ id, now: this.#now() });
    return row === undefined ? undefined : rowSchema.parse(row);
  }

  #change(id: string, assignment: string, values: Record<string, unknown>, from: string): void {
    const { changes } = this.#database
      .prepare(
        `UPDATE backfill_jobs SET ${assignment}, updated_milliseconds = :now WHERE id = :id AND status IN (${from})`,
      )
      .run({ ...values, id, now: this.#now() });
    if (changes !== 1) throw new Error(`backfill job ${id} is not in a state that allows: ${assignment}`);
  }
}
