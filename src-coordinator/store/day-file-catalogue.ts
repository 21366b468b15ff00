import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Feed } from '../../src-core/feed/feed.ts';
import { feedKindSchema } from '../../src-core/feed/feed-schema.ts';
import type { DayFileFacts } from '../parquet/day-file-facts.ts';
import type { FeedFilter } from './feed-filter.ts';

/** A day file as the catalogue knows it; `updatedMilliseconds` is when it was entered. */
export interface CataloguedFile extends DayFileFacts {
  readonly updatedMilliseconds: number;
}

/** A feed that has or had files; the revision grows with every change of them. */
export interface FeedRevision {
  readonly feed: Feed;
  readonly revision: number;
}

/** What the catalogue holds of one feed. */
export interface FeedTotals {
  readonly records: number;
  readonly oldestSeconds: number;
  readonly newestSeconds: number;
  readonly updatedMilliseconds: number;
}

const fileSchema = z
  .object({
    path: z.string(),
    source: z.string(),
    subject: z.string(),
    kind: feedKindSchema,
    granularity: z.string(),
    day: z.string(),
    records: z.number(),
    size_bytes: z.number(),
    sha256: z.string(),
    complete: z.number(),
    first_ts: z.number(),
    last_ts: z.number(),
    modified_milliseconds: z.number(),
    updated_milliseconds: z.number(),
  })
  .transform((row): CataloguedFile => ({
    feed: { source: row.source, subject: row.subject, kind: row.kind, granularity: row.granularity },
    day: row.day,
    path: row.path,
    records: row.records,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    complete: row.complete === 1,
    firstSeconds: row.first_ts,
    lastSeconds: row.last_ts,
    modifiedMilliseconds: row.modified_milliseconds,
    updatedMilliseconds: row.updated_milliseconds,
  }));

const hashSchema = z.string().optional();

const revisionSchema = z
  .object({
    source: z.string(),
    subject: z.string(),
    kind: feedKindSchema,
    granularity: z.string(),
    revision: z.number(),
  })
  .transform(({ revision, ...feed }): FeedRevision => ({ feed, revision }));

const totalsSchema = z.object({
  records: z.number(),
  oldestSeconds: z.number(),
  newestSeconds: z.number(),
  updatedMilliseconds: z.number(),
});

/**
 * Which day files there are and what they hold, so that listing them opens none. Kept in the same database as the jobs:
 * a page's files and the job's cursor change in one transaction.
 */
export class DayFileCatalogue {
  readonly #database: Database.Database;
  readonly #now: () => number;
  readonly #insert: Database.Statement;
  readonly #selectHash: Database.Statement;

  constructor(database: Database.Database, now: () => number) {
    this.#database = database;
    this.#now = now;
    this.#insert = database.prepare(
      `INSERT OR REPLACE INTO day_files VALUES (:path, :source, :subject, :kind, :granularity, :day, :records,
         :sizeBytes, :sha256, :complete, :firstSeconds, :lastSeconds, :modifiedMilliseconds, :now)`,
    );
    this.#selectHash = database
      .prepare(
        `SELECT sha256 FROM day_files
         WHERE path = :path AND size_bytes = :sizeBytes AND modified_milliseconds = :modifiedMilliseconds`,
      )
      .pluck();
  }

  put(facts: DayFileFacts): void {
    this.#insert.run({
      ...facts.feed,
      path: facts.path,
      day: facts.day,
      records: facts.records,
      sizeBytes: facts.sizeBytes,
      sha256: facts.sha256,
      complete: facts.complete ? 1 : 0,
      firstSeconds: facts.firstSeconds,
      lastSeconds: facts.lastSeconds,
      modifiedMilliseconds: facts.modifiedMilliseconds,
      now: this.#now(),
    });
  }

  remove(path: string): void {
    this.#database.prepare('DELETE FROM day_files WHERE path = ?').run(path);
  }

  /** The SHA-256 of a file; undefined unless it is the very version that the catalogue knows. */
  hashOf(
    path: string,
    { sizeBytes, modifiedMilliseconds }: Pick<DayFileFacts, 'sizeBytes' | 'modifiedMilliseconds'>,
  ): string | undefined {
    return hashSchema.parse(this.#selectHash.get({ path, sizeBytes, modifiedMilliseconds }));
  }

  /** Every file, by path. */
  list(): CataloguedFile[] {
    return this.#database
      .prepare('SELECT * FROM day_files ORDER BY path')
      .all()
      .map((row) => fileSchema.parse(row));
  }

  /**
   * A name of this very state of the catalogue: another state, also of another database, has another name. Restarts
   * keep it.
   */
  stateName(): string {
    const name = this.#database
      .prepare(
        `SELECT id || '-' || (SELECT coalesce(sum(revision), 0) FROM feed_revisions) FROM catalogue_identity`,
      )
      .pluck()
      .get();
    return z.string().parse(name);
  }

  /** Every feed that has or had files, in the order that their files have by path. */
  feedRevisions(): FeedRevision[] {
    return this.#database
      .prepare(
        `SELECT * FROM feed_revisions
         ORDER BY source || '/' || subject || '/' || kind || '/' || granularity || '/'`,
      )
      .all()
      .map((row) => revisionSchema.parse(row));
  }

  /** At most `limit` files of a feed from `firstDay` to `lastDay`, both included, by day. */
  days(feed: Feed, firstDay: string, lastDay: string, limit: number): CataloguedFile[] {
    return this.#database
      .prepare(
        `SELECT * FROM day_files
         WHERE source = :source AND subject = :subject AND kind = :kind AND granularity = :granularity
           AND day BETWEEN :firstDay AND :lastDay
         ORDER BY day LIMIT :limit`,
      )
      .all({ ...feed, firstDay, lastDay, limit })
      .map((row) => fileSchema.parse(row));
  }

  /** Of each feed that matches, the newest files that together hold at least `limit` records. */
  newestHolding(filter: FeedFilter, limit: number): CataloguedFile[] {
    return this.#database
      .prepare(
        `SELECT * FROM (
           SELECT *, sum(records) OVER (
             PARTITION BY source, subject, kind, granularity ORDER BY day DESC
           ) - records AS newer
           FROM day_files
           WHERE (:source IS NULL OR source = :source) AND (:subject IS NULL OR subject = :subject)
             AND (:kind IS NULL OR kind = :kind) AND (:granularity IS NULL OR granularity = :granularity)
         ) WHERE newer < :limit`,
      )
      .all({
        source: filter.source ?? null,
        subject: filter.subject ?? null,
        kind: filter.kind ?? null,
        granularity: filter.granularity ?? null,
        limit,
      })
      .map((row) => fileSchema.parse(row));
  }

  /** Undefined when nothing of the feed is stored. */
  totals(feed: Feed): FeedTotals | undefined {
    const row = this.#database
      .prepare(
        `SELECT sum(records) AS records, min(first_ts) AS oldestSeconds, max(last_ts) AS newestSeconds,
           max(updated_milliseconds) AS updatedMilliseconds
         FROM day_files
         WHERE source = :source AND subject = :subject AND kind = :kind AND granularity = :granularity
         HAVING count(*) > 0`,
      )
      .get(feed);
    return row === undefined ? undefined : totalsSchema.parse(row);
  }
}
