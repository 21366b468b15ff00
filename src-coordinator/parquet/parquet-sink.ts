import { randomBytes } from 'node:crypto';
import { access, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  BIGINT,
  DOUBLE,
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { dayFileName } from '../../src-core/feed/candle-file.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { dayOf, dayStart, secondsPerDay } from '../../src-core/time/utc.ts';
import type { CoordinatorLogger } from '../logger.ts';
import type { HistoryRecord } from '../providers/history-provider.ts';
import { readDayFileFacts, type DayFileFacts } from './day-file-facts.ts';
import { temporaryName } from './day-file-tree.ts';
import { makeFolderDurably, syncFile, syncFolder } from './durable-file.ts';
import { sqlText } from './parquet-session.ts';

const pageTypes = [BIGINT, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, VARCHAR];
const pageColumns =
  'us BIGINT, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume DOUBLE, meta VARCHAR';
const rowsPerChunk = 2048;
const microsecondsPerDay = secondsPerDay * 1_000_000;

export interface ParquetSinkOptions {
  readonly session: DuckDBConnection;
  /** Absolute folder of the day files. */
  readonly root: string;
  /** Absolute folder for files that cannot be read. */
  readonly quarantine: string;
  readonly logger: CoordinatorLogger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The new content of a day, on the disk under a temporary name. */
interface PreparedDay {
  readonly temporary: string;
  readonly target: string;
  readonly facts: DayFileFacts;
}

/**
 * Writes pages of records into one file per UTC day, with the schema of contract section 1.7. A day that is already
 * there is merged, the newest record of a time winning, within the page as well. A file is replaced in one step once
 * its content is on the disk, so a reader sees the old file or the new one. Not for concurrent use.
 */
export class ParquetSink {
  readonly #options: ParquetSinkOptions;

  constructor(options: ParquetSinkOptions) {
    this.#options = options;
  }

  /**
   * Stores a page and describes the files it changed; when it returns they are on the disk. No file is changed before
   * the new content of all of them is on the disk, so a full disk changes none.
   */
  async write(feed: Feed, page: readonly HistoryRecord[]): Promise<DayFileFacts[]> {
    const records = newestPerTime(page);
    if (records.length === 0) return [];
    await this.#stage(records);
    const days = [...new Set(records.map(({ ts }) => dayOf(ts)))];
    const folder = dirname(join(this.#options.root, dayFilePath(feed, days[0] ?? '')));
    await makeFolderDurably(folder);
    const prepared: PreparedDay[] = [];
    try {
      for (const day of days) prepared.push(await this.#prepareDay(feed, day, folder));
      for (const { temporary, target } of prepared) await rename(temporary, target);
    } catch (error) {
      for (const { temporary } of prepared) await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
    return prepared.map(({ facts }) => facts);
  }

  async #stage(records: readonly HistoryRecord[]): Promise<void> {
    const { session } = this.#options;
    await session.run(`CREATE OR REPLACE TEMP TABLE page(${pageColumns})`);
    const appender = await session.createAppender('page');
    for (let from = 0; from < records.length; from += rowsPerChunk) {
      const rows = records.slice(from, from + rowsPerChunk);
      const chunk = DuckDBDataChunk.create(pageTypes, rows.length);
      const columns: DuckDBValue[][] = [
        rows.map(({ ts }) => BigInt(ts) * 1_000_000n),
        rows.map(({ open: price }) => price),
        rows.map(({ high }) => high),
        rows.map(({ low }) => low),
        rows.map(({ close }) => close),
        rows.map(({ volume }) => volume),
        rows.map(({ meta }) => meta),
      ];
      chunk.setColumns(columns);
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  async #prepareDay(feed: Feed, day: string, folder: string): Promise<PreparedDay> {
    const { session } = this.#options;
    const target = join(folder, dayFileName(day));
    const temporary = join(folder, temporaryName(dayFileName(day), randomBytes(6).toString('hex')));
    const from = dayStart(day) * 1_000_000;
    const pageOfDay = `SELECT * FROM page WHERE us >= ${from} AND us < ${from + microsecondsPerDay}`;
    const kept = (await this.#loadExisting(target, feed, day))
      ? ' UNION ALL SELECT * FROM existing WHERE us NOT IN (SELECT us FROM page)'
      : '';
    try {
      await session.run(
        `COPY (
           SELECT make_timestamptz(us) AS ts_event, ${sqlText(feed.source)} AS source,
             ${sqlText(feed.subject)} AS subject, ${sqlText(feed.kind)} AS kind,
             ${sqlText(feed.granularity)} AS granularity, open, high, low, close, volume, meta
           FROM (${pageOfDay}${kept}) ORDER BY us
         ) TO ${sqlText(temporary)} (FORMAT parquet, COMPRESSION snappy)`,
      );
      await syncFile(temporary);
      return { temporary, target, facts: await readDayFileFacts(session, temporary, feed, day) };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Puts the records of a day file into the table `existing`; false when there is no file that can be read. */
  async #loadExisting(file: string, feed: Feed, day: string): Promise<boolean> {
    try {
      await access(file);
    } catch {
      return false;
    }
    // What the file system refuses is no reason to take the file for damaged: let it fail the job.
    await (await open(file, 'r')).close();
    try {
      await this.#options.session.run(
        `CREATE OR REPLACE TEMP TABLE existing AS
           SELECT epoch_us(ts_event) AS us, open, high, low, close, volume, meta
           FROM read_parquet(${sqlText(file)}, file_row_number = true)
           QUALIFY row_number() OVER (PARTITION BY ts_event ORDER BY file_row_number DESC) = 1`,
      );
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason.startsWith('Out of Memory')) throw error;
      await this.#setAside(file, feed, day, reason);
      return false;
    }
  }

  async #setAside(file: string, feed: Feed, day: string, reason: string): Promise<void> {
    const path = dayFilePath(feed, day);
    const stamp = new Date(this.#options.now()).toISOString().replaceAll(/[:.]/g, '-');
    const target = join(this.#options.quarantine, `${path}.${stamp}`);
    await makeFolderDurably(dirname(target));
    await rename(file, target);
    await syncFolder(dirname(target));
    this.#options.logger.warn({ path, quarantined: target, reason }, 'unreadable day file set aside');
  }
}

/** The records by time, of several with the same time the last one. */
function newestPerTime(page: readonly HistoryRecord[]): HistoryRecord[] {
  const byTime = new Map<number, HistoryRecord>();
  for (const record of page) byTime.set(record.ts, record);
  return [...byTime.values()].sort((left, right) => left.ts - right.ts);
}
