import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import {
  allocateCandleColumns,
  candleColumnNames,
  type CandleColumns,
} from '../../../src-core/feed/candle.ts';
import type { CandleAudit } from '../../../src-core/feed/candle-audit.ts';
import { cleanCandles, type CleaningRules } from '../../../src-core/feed/clean-candles.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import type { CandleBatch } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { CandleBuffers } from './candle-buffers.ts';
import { DuckDBSession, sqlList } from '../../duckdb/session.ts';
import { doublesOf } from '../../duckdb/vectors.ts';

/** Rows that one batch aims at: large enough to be fast, small enough that memory does not grow with the range. */
const rowsPerBatch = 65_536;
const memoryMb = 512;

/**
 * Batches that are read at the same time, each by a query of one thread on a connection of its own: opening many small
 * files is most of the work, and two queries of one thread take less time than one query of two.
 */
const queriesAtOnce = 2;

/** A session to read candles in, with as many connections as a reader uses. */
export interface CandleSession {
  readonly connections: readonly DuckDBConnection[];
  close(): void;
}

/** @param temporaryFolder where DuckDB may spill */
export async function openCandleSession(cacheRoot: string, temporaryFolder: string): Promise<CandleSession> {
  const session = await DuckDBSession.open({ threads: 1, memoryMb, folders: [cacheRoot], temporaryFolder });
  const connections = [session.connection];
  while (connections.length < queriesAtOnce) connections.push(await session.connect());
  return { connections, close: () => session.close() };
}

/** The files of one batch, by subject. */
interface BatchFiles {
  readonly bySubject: readonly (readonly PinnedFile[])[];
}

/** Which candles to read, and by which rules; a {@link ReplayPlan} says so, among other things. */
export type CandleSelection = Pick<ReplayPlan, 'feeds' | 'subjects' | 'mode' | 'range'>;

/**
 * Reads a run's pinned day files as batches of clean candles, the next ones being read while the last is in use.
 * Every subject of a batch covers the same days, so subjects can be interleaved batch by batch.
 *
 * @throws HindcastError `DATA_CORRUPT` when a file cannot be read, or its rows lie before those of the day before
 */
export class CandleReader {
  readonly #connections: readonly DuckDBConnection[];
  readonly #cacheRoot: string;
  readonly #plan: CandleSelection;
  readonly #audit: CandleAudit;
  readonly #batches: readonly BatchFiles[];
  readonly #lastTs: number[];
  readonly #buffers = new CandleBuffers();
  readonly #ahead: Promise<RawCandles[]>[] = [];

  /** @param connections one for each query that may run at the same time */
  constructor(
    connections: readonly DuckDBConnection[],
    cacheRoot: string,
    plan: CandleSelection,
    files: readonly PinnedFile[],
    audit: CandleAudit,
  ) {
    this.#connections = connections;
    this.#cacheRoot = cacheRoot;
    this.#plan = plan;
    this.#audit = audit;
    this.#batches = planBatches(plan, files);
    this.#lastTs = plan.subjects.map(() => Number.NEGATIVE_INFINITY);
  }

  /** Starts reading at once; to be called once. */
  batches(): AsyncGenerator<CandleBatch> {
    for (let index = 0; index < this.#connections.length; index++) this.#readAhead(index);
    return this.#generate();
  }

  /**
   * Waits for reads that nobody waits for any more: a process that ends while DuckDB is reading hangs in its own exit.
   */
  async close(): Promise<void> {
    await Promise.allSettled(this.#ahead);
  }

  /** Takes back a batch that nobody reads any more. */
  recycle(batch: CandleBatch): void {
    this.#buffers.giveBack(batch);
  }

  /** To be called when the batch that was last read on the same connection has come. */
  #readAhead(index: number): void {
    const files = this.#batches[index];
    if (files === undefined) return;
    const connection = this.#connections[index % this.#connections.length] as DuckDBConnection;
    const reading = this.#read(connection, files);
    // It may fail while nobody waits for it yet; its error surfaces when its turn comes.
    reading.catch(() => undefined);
    this.#ahead.push(reading);
  }

  async *#generate(): AsyncGenerator<CandleBatch> {
    const rules: CleaningRules = {
      mend: this.#plan.mode === 'strict',
      startSeconds: this.#plan.range.startSeconds,
      endSeconds: this.#plan.range.endSeconds,
    };
    for (let index = 0; index < this.#batches.length; index++) {
      const raw = await (this.#ahead[0] as Promise<RawCandles[]>);
      void this.#ahead.shift();
      this.#readAhead(index + this.#connections.length);
      yield { subjects: raw.map((columns, subject) => this.#clean(columns, subject, rules)) };
    }
  }

  #clean(raw: RawCandles, subject: number, rules: CleaningRules): CandleColumns {
    const { candles, counts } = cleanCandles(raw.columns, raw.metaPrice, rules);
    this.#audit.observe(subject, candles, counts);
    if (candles.length > 0) {
      if ((candles.ts[0] as number) < (this.#lastTs[subject] as number)) {
        throw new HindcastError(
          'DATA_CORRUPT',
          `The cached days of ${this.#plan.subjects[subject]} overlap: a file holds rows of another day. ` +
            'Run "hindcast data verify", then pull the damaged days again.',
        );
      }
      this.#lastTs[subject] = candles.ts[candles.length - 1] as number;
    }
    return candles;
  }

  async #read(connection: DuckDBConnection, batch: BatchFiles): Promise<RawCandles[]> {
    const columns: RawCandles[] = [];
    for (const files of batch.bySubject) columns.push(await this.#readFiles(connection, files));
    return columns;
  }

  async #readFiles(connection: DuckDBConnection, files: readonly PinnedFile[]): Promise<RawCandles> {
    if (files.length === 0) return { columns: allocateCandleColumns(0), metaPrice: new Map() };
    const list = sqlList(files.map((file) => join(this.#cacheRoot, file.path)));
    const expected = files.reduce((rows, file) => rows + file.rows, 0);
    try {
      const columns = await this.#readColumns(connection, list, expected);
      return { columns, metaPrice: await this.#readMetaPrices(connection, list, columns) };
    } catch (cause) {
      if (cause instanceof HindcastError) throw cause;
      throw new HindcastError(
        'DATA_CORRUPT',
        `Cached candles could not be read (${files[0]?.path}${files.length > 1 ? ` to ${files.at(-1)?.path}` : ''}): ` +
          `${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}. Run "hindcast data verify".`,
        { cause },
      );
    }
  }

  async #readColumns(
    connection: DuckDBConnection,
    list: string,
    expectedRows: number,
  ): Promise<CandleColumns> {
    const price = (name: string): string => `coalesce(${name}, 'nan'::DOUBLE)`;
    // A stream, because a whole result stays in memory that V8 does not know of until it happens to collect garbage.
    // Microseconds, because DuckDB asks a calendar for the epoch of a time with a zone.
    const result = await connection.stream(
      `SELECT floor(epoch_us(ts_event) / 1e6), ${['open', 'high', 'low', 'close', 'volume'].map(price).join(', ')} FROM read_parquet(${list})`,
    );
    const columns = this.#buffers.take(expectedRows);
    let rows = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const start = rows;
      rows += chunk.rowCount;
      if (rows > expectedRows) break;
      candleColumnNames.forEach((name, column) => {
        columns[name].set(doublesOf(chunk.getColumnVector(column)), start);
      });
    }
    if (rows !== expectedRows) {
      throw new HindcastError(
        'DATA_CORRUPT',
        `Cached candles hold ${rows > expectedRows ? 'more' : 'fewer'} than the ${expectedRows} rows that were pinned. ` +
          'Run "hindcast data verify".',
      );
    }
    return columns;
  }

  /** Prices that tick rows keep in `meta` as `{"price": x}` (contract section 1.7); only asked for when a close is missing. */
  async #readMetaPrices(
    connection: DuckDBConnection,
    list: string,
    columns: CandleColumns,
  ): Promise<Map<number, number>> {
    const prices = new Map<number, number>();
    const missing: number[] = [];
    for (let row = 0; row < columns.length; row++) {
      if (Number.isNaN(columns.close[row])) missing.push(row);
    }
    if (missing.length === 0) return prices;
    const result = await connection.run(
      `SELECT meta FROM read_parquet(${list}) WHERE close IS NULL OR isnan(close)`,
    );
    let index = 0;
    for (let chunk = 0; chunk < result.chunkCount; chunk++) {
      for (const meta of result.getChunk(chunk).getColumnValues(0)) {
        const price = priceOf(meta);
        const row = missing[index++];
        if (row !== undefined && price !== undefined) prices.set(row, price);
      }
    }
    return prices;
  }
}

/** Rows of each subject of a plan in a run's pinned files, before any are left out. */
export function rowsBySubject(plan: CandleSelection, files: readonly PinnedFile[]): number[] {
  return plan.feeds.map((feed) => {
    const folder = `${feedPath(feed)}/`;
    return files.reduce((rows, file) => rows + (file.path.startsWith(folder) ? file.rows : 0), 0);
  });
}

interface RawCandles {
  readonly columns: CandleColumns;
  readonly metaPrice: ReadonlyMap<number, number>;
}

function priceOf(meta: unknown): number | undefined {
  if (typeof meta !== 'string') return undefined;
  try {
    const price = Number((JSON.parse(meta) as { price?: unknown } | null)?.price ?? Number.NaN);
    return Number.isFinite(price) ? price : undefined;
  } catch {
    return undefined;
  }
}

function planBatches(plan: CandleSelection, files: readonly PinnedFile[]): BatchFiles[] {
  const folders = plan.feeds.map((feed) => `${feedPath(feed)}/`);
  const days = [...new Set(files.map((file) => dayOfPath(file.path)))].sort();
  const byDay = new Map<string, (PinnedFile | undefined)[]>();
  for (const file of files) {
    const day = dayOfPath(file.path);
    const subject = folders.findIndex((folder) => file.path.startsWith(folder));
    const row = byDay.get(day) ?? [];
    row[subject] = file;
    byDay.set(day, row);
  }
  const batches: BatchFiles[] = [];
  let current = folders.map((): PinnedFile[] => []);
  let rows = 0;
  for (const day of days) {
    byDay.get(day)?.forEach((file, subject) => {
      if (file === undefined) return;
      current[subject]?.push(file);
      rows += file.rows;
    });
    if (rows >= rowsPerBatch) {
      batches.push({ bySubject: current });
      current = folders.map(() => []);
      rows = 0;
    }
  }
  if (rows > 0) batches.push({ bySubject: current });
  return batches;
}

function dayOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
