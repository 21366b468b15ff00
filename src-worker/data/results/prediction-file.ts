import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { sqlText } from '../../duckdb/session.ts';
import { doublesOf, itemsOf } from '../../duckdb/vectors.ts';
import { firstLineOf } from '../first-line.ts';
import type { SessionPool } from '../session-pool.ts';
import type { ArrayCache } from './array-cache.ts';

const fileName = 'predictions.parquet';

/** How columns of numbers are read; times in seconds since the epoch, UTC. */
export const numberExpressions = {
  ts: 'epoch(performed_at)',
  value: 'value',
  entryPrice: 'entry_price',
  resolvedPrice: 'resolved_price',
  resolvedTs: 'epoch(resolved_at)',
  actualReturn: 'actual_return',
  score: 'score',
} as const;
export type NumberColumn = keyof typeof numberExpressions;

/** Columns of few different texts. */
export type TextColumn = 'scope_key' | 'subject' | 'status';

/** A column of texts as numbers, each the index of its text. */
export interface CodedColumn {
  readonly codes: Uint16Array;
  readonly names: readonly string[];
}

/** Rows that DuckDB hands over at once: the memory in which it does belongs to nobody's heap. */
const rowsPerQuery = 1 << 20;

/**
 * The predictions of a result as columns, which stay in memory while they are in use. It stands for the file as it was
 * when it was opened; a file that has changed since is another one.
 */
export class PredictionFile {
  /** Names this version of the file. */
  readonly key: string;
  readonly rows: number;
  readonly #folder: string;
  readonly #source: string;
  readonly #sessions: SessionPool;
  readonly #cache: ArrayCache;

  private constructor(
    folder: string,
    version: { key: string; rows: number },
    sessions: SessionPool,
    cache: ArrayCache,
  ) {
    this.key = version.key;
    this.rows = version.rows;
    this.#folder = folder;
    this.#source = sourceOf(folder);
    this.#sessions = sessions;
    this.#cache = cache;
  }

  /** @throws HindcastError `RESULT_MISSING` when there is no file, `RESULT_CORRUPT` when it cannot be read */
  static async open(folder: string, sessions: SessionPool, cache: ArrayCache): Promise<PredictionFile> {
    const path = join(folder, fileName);
    const { size, mtimeMs, ino } = await stat(path).catch((cause: unknown) => {
      throw new HindcastError(
        'RESULT_MISSING',
        `${fileName} is missing from the result in ${folder}. Run the job again.`,
        { cause },
      );
    });
    const key = `${path}:${size}:${mtimeMs}:${ino}`;
    const rows = await cache.get(`${key}:rows`, async () => {
      const [count] = await queryRows(sessions, folder, `SELECT count(*)::DOUBLE FROM ${sourceOf(folder)}`);
      return { value: Number(count?.[0]), bytes: 8 };
    });
    return new PredictionFile(folder, { key, rows }, sessions, cache);
  }

  /** What is computed from the columns of this version, kept like them. `bytes` is what it adds to the columns. */
  async derived<Value>(
    name: string,
    compute: () => Promise<{ value: Value; bytes: number }>,
  ): Promise<Value> {
    return this.#cache.get(`${this.key}:${name}`, compute);
  }

  /** A column of numbers; NaN where there is none. */
  async numbers(column: NumberColumn): Promise<Float64Array> {
    return this.derived(column, async () => {
      const values = new Float64Array(this.rows);
      await this.#read(`coalesce(${numberExpressions[column]}, 'nan'::DOUBLE)`, (vector, from) =>
        values.set(doublesOf(vector), from),
      );
      return { value: values, bytes: values.byteLength };
    });
  }

  /** A column of texts that come again and again. */
  async texts(column: TextColumn): Promise<CodedColumn> {
    return this.derived(column, async () => {
      const distinct = await this.query(`SELECT DISTINCT ${column} FROM ${this.#source} ORDER BY ALL`);
      const names = distinct.map(([name]) => String(name));
      const codes = new Uint16Array(this.rows);
      const cases = names.map((name, code) => `WHEN ${sqlText(name)} THEN ${code}`).join(' ');
      if (names.length > 1) {
        await this.#read(`(CASE ${column} ${cases} END)::USMALLINT`, (vector, from) =>
          codes.set(itemsOf(vector), from),
        );
      }
      return { value: { codes, names }, bytes: codes.byteLength };
    });
  }

  /** The code of a text in a column; -1 when no row has it. */
  async codeOf(column: TextColumn, name: string): Promise<number> {
    return (await this.texts(column)).names.indexOf(name);
  }

  /** Expressions over the columns of the file, of some of its rows by their numbers, in their order. */
  async select(expressions: readonly string[], rows: Uint32Array): Promise<unknown[][]> {
    if (rows.length === 0) return [];
    const first = rows.reduce((least, row) => Math.min(least, row));
    const last = rows.reduce((most, row) => Math.max(most, row));
    // A range lets DuckDB leave out whole parts of the file.
    const where =
      last - first + 1 === rows.length
        ? `file_row_number BETWEEN ${first} AND ${last}`
        : `file_row_number IN (${rows.join(', ')})`;
    const found = await this.query(
      `SELECT file_row_number::DOUBLE, ${expressions.join(', ')} FROM ${this.#source} WHERE ${where}`,
    );
    const byRow = new Map(found.map(([row, ...values]) => [Number(row), values]));
    return Array.from(rows, (row) => byRow.get(row) ?? []);
  }

  async query(sql: string): Promise<unknown[][]> {
    return queryRows(this.#sessions, this.#folder, sql);
  }

  async #read(
    expression: string,
    take: (vector: Parameters<typeof doublesOf>[0], from: number) => void,
  ): Promise<void> {
    const read = await this.#session(async (connection) => {
      let rows = 0;
      for (let from = 0; from < this.rows; from += rowsPerQuery) {
        const result = await connection.run(
          `SELECT ${expression} FROM ${this.#source}
           WHERE file_row_number >= ${from} AND file_row_number < ${from + rowsPerQuery}`,
        );
        for (let index = 0; index < result.chunkCount; index++) {
          const chunk = result.getChunk(index);
          if (rows + chunk.rowCount > this.rows) return Number.POSITIVE_INFINITY;
          take(chunk.getColumnVector(0), rows);
          rows += chunk.rowCount;
        }
      }
      return rows;
    });
    if (read !== this.rows) throw unreadable(this.#folder, 'it changed while it was read');
  }

  async #session<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return withResult(this.#sessions, this.#folder, work);
  }
}

function sourceOf(folder: string): string {
  return `read_parquet(${sqlText(join(folder, fileName))}, file_row_number = true)`;
}

async function queryRows(sessions: SessionPool, folder: string, sql: string): Promise<unknown[][]> {
  return withResult(sessions, folder, async (connection) => (await connection.runAndReadAll(sql)).getRows());
}

async function withResult<T>(
  sessions: SessionPool,
  folder: string,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  try {
    return await sessions.use([folder], work);
  } catch (cause) {
    throw unreadable(folder, firstLineOf(cause), cause);
  }
}

function unreadable(folder: string, reason: string, cause?: unknown): HindcastError {
  return new HindcastError(
    'RESULT_CORRUPT',
    `The predictions in ${folder} cannot be read: ${reason}. Run the job again.`,
    { cause },
  );
}
