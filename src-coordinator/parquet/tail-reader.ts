import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { feedPath } from '../../src-core/feed/feed.ts';
import type { DayFileCatalogue } from '../store/day-file-catalogue.ts';
import type { FeedFilter } from '../store/feed-filter.ts';
import { sqlText } from './parquet-session.ts';

/** Which records to show, and how many at most. */
export interface TailQuery extends FeedFilter {
  readonly limit: number;
}

/** A record as `GET /reports/feeds/tail` shows it (contract section 1.1). */
export interface TailRecord {
  readonly source: string;
  readonly subject: string;
  readonly kind: string;
  readonly granularity: string;
  readonly ts_event: string;
  readonly ts_ingested: string;
  readonly values: Record<string, unknown>;
  readonly meta: Record<string, unknown>;
}

const rowSchema = z.tuple([
  z.number(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.number().nullable(),
  z.number().nullable(),
  z.number().nullable(),
  z.number().nullable(),
  z.number().nullable(),
  z.string().nullable(),
]);

/** Reads the latest records of the day files, one request after the other. */
export class TailReader {
  readonly #session: DuckDBConnection;
  readonly #root: string;
  readonly #catalogue: DayFileCatalogue;
  #last: Promise<unknown> = Promise.resolve();

  constructor(session: DuckDBConnection, root: string, catalogue: DayFileCatalogue) {
    this.#session = session;
    this.#root = root;
    this.#catalogue = catalogue;
  }

  /** The newest records that match, the newest first. */
  read(query: TailQuery): Promise<TailRecord[]> {
    const records = this.#last.then(() => this.#readNow(query));
    this.#last = records.catch(() => {});
    return records;
  }

  /** Waits for the requests that are being answered and closes the session. */
  async close(): Promise<void> {
    await this.#last;
    this.#session.closeSync();
  }

  async #readNow(query: TailQuery): Promise<TailRecord[]> {
    const files = this.#catalogue.newestHolding(query, query.limit);
    if (files.length === 0) return [];
    const ingested = new Map(
      files.map(({ feed, day, updatedMilliseconds }) => [`${feedPath(feed)}/${day}`, updatedMilliseconds]),
    );
    const list = files.map(({ path }) => sqlText(join(this.#root, path))).join(', ');
    const reader = await this.#session.runAndReadAll(
      `SELECT epoch_us(ts_event)::DOUBLE, source, subject, kind, granularity, open, high, low, close, volume, meta
       FROM read_parquet([${list}]) ORDER BY ts_event DESC, source, subject, kind, granularity LIMIT ${query.limit}`,
    );
    return reader.getRows().map((raw) => {
      const [microseconds, source, subject, kind, granularity, open, high, low, close, volume, meta] =
        rowSchema.parse(raw);
      const { _record_meta: recordMeta, ...others } = parseMeta(meta);
      const prices = Object.entries({ open, high, low, close, volume }).filter(([, value]) => value !== null);
      const moment = new Date(microseconds / 1000).toISOString();
      const updatedAt = ingested.get(`${source}/${subject}/${kind}/${granularity}/${moment.slice(0, 10)}`);
      return {
        source,
        subject,
        kind,
        granularity,
        ts_event: moment,
        ts_ingested: new Date(updatedAt ?? microseconds / 1000).toISOString(),
        values: { ...Object.fromEntries(prices), ...others },
        meta: isObject(recordMeta) ? recordMeta : {},
      };
    });
  }
}

function parseMeta(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
