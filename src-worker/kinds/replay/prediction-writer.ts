import { join } from 'node:path';
import { DOUBLE, DuckDBDataChunk, USMALLINT, UTINYINT, type DuckDBAppender } from '@duckdb/node-api';
import {
  predictionStatuses,
  type PredictionColumns,
} from '../../../src-core/kinds/replay/prediction-columns.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { DuckDBSession, sqlText } from '../../duckdb/session.ts';
import { itemsOf } from '../../duckdb/vectors.ts';

export const predictionsFile = 'predictions.parquet';

const rowsPerChunk = 2048;
/** Times as differences and no dictionaries of prices: two thirds of the size in two thirds of the time. */
const parquetOptions = 'PARQUET_VERSION V2, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1000';
const numberTypes = [DOUBLE, USMALLINT, UTINYINT, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE];

interface OpenTables {
  readonly session: DuckDBSession;
  readonly numbers: DuckDBAppender;
  readonly texts: DuckDBAppender;
}

/**
 * Writes predictions as they come and ends them as one Parquet file. One DuckDB thread, rows in the order made: the same
 * predictions always give the same bytes.
 */
export class PredictionWriter {
  readonly #plan: ReplayPlan;
  readonly #folder: string;
  readonly #temporaryFolder: string;
  readonly #memoryMb: number;
  readonly #chunk = DuckDBDataChunk.create(numberTypes, rowsPerChunk);
  #open: OpenTables | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #textRows = 0;

  /**
   * @param folder the job's output folder
   * @param temporaryFolder where DuckDB may spill
   */
  constructor(plan: ReplayPlan, folder: string, temporaryFolder: string, memoryMb: number) {
    this.#plan = plan;
    this.#folder = folder;
    this.#temporaryFolder = temporaryFolder;
    this.#memoryMb = memoryMb;
  }

  /** Must be done before rows come in. */
  async open(): Promise<void> {
    const session = await DuckDBSession.open({
      threads: 1,
      memoryMb: this.#memoryMb,
      folders: [this.#folder],
      temporaryFolder: this.#temporaryFolder,
    });
    const { connection } = session;
    await connection.run(
      'CREATE TABLE number (ts DOUBLE, scope USMALLINT, status UTINYINT, signal DOUBLE, entry DOUBLE, ' +
        'resolved DOUBLE, resolved_ts DOUBLE, actual DOUBLE, score DOUBLE)',
    );
    await connection.run('CREATE TABLE text (row_number UINTEGER, output VARCHAR, reason VARCHAR)');
    const numbers = await connection.createAppender('number');
    this.#open = { session, numbers, texts: await connection.createAppender('text') };
  }

  /** Takes in rows `from` (included) to `to` (not included). */
  append(columns: PredictionColumns, from: number, to: number): void {
    const { numbers, texts } = this.#tables();
    const ordered = [
      columns.ts,
      columns.scope,
      columns.status,
      columns.signal,
      columns.entryPrice,
      columns.resolvedPrice,
      columns.resolvedTs,
      columns.actualReturn,
      columns.score,
    ];
    for (let row = from; row < to; row += rowsPerChunk) {
      const rows = Math.min(rowsPerChunk, to - row);
      this.#chunk.rowCount = rows;
      ordered.forEach((column, index) => {
        const vector = this.#chunk.getColumnVector(index);
        itemsOf(vector).set(column.subarray(row, row + rows));
        vector.flush();
      });
      numbers.appendDataChunk(this.#chunk);
    }
    this.#appendTexts(texts, columns, from, to);
  }

  /** Writes the file. */
  async finish(): Promise<void> {
    const { session, numbers, texts } = this.#tables();
    numbers.closeSync();
    texts.closeSync();
    const path = join(this.#folder, predictionsFile);
    this.#writing = session.connection.run(
      `COPY (${this.#query()}) TO ${sqlText(path)} (FORMAT parquet, ${parquetOptions})`,
    );
    await this.#writing;
  }

  /** Ends the session, after what it still writes: a process that ends while DuckDB is writing hangs in its own exit. */
  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    this.#open?.session.close();
    this.#open = undefined;
  }

  #tables(): OpenTables {
    if (this.#open === undefined)
      throw new HindcastError('INTERNAL', 'Predictions came before their writer was open.');
    return this.#open;
  }

  #appendTexts(texts: DuckDBAppender, columns: PredictionColumns, from: number, to: number): void {
    const { outputJson, reason } = columns;
    if (outputJson.size === 0 && reason.size === 0) return;
    for (let row = from; row < to; row++) {
      if (!outputJson.has(row) && !reason.has(row)) continue;
      this.#textRows++;
      texts.appendUInteger(row);
      appendText(texts, outputJson.get(row));
      appendText(texts, reason.get(row));
      texts.endRow();
    }
  }

  #query(): string {
    const scopes = this.#plan.scopes;
    const pick = (texts: readonly string[], index: string): string =>
      `CASE ${index} ${texts.map((text, at) => `WHEN ${at} THEN ${sqlText(text)}`).join(' ')} END`;
    const number = (column: string): string => `CASE WHEN isnan(${column}) THEN NULL ELSE ${column} END`;
    const columns = [
      'to_timestamp(ts) AS performed_at',
      `${pick(
        scopes.map((scope) => scope.key),
        'scope',
      )} AS scope_key`,
      `${pick(
        scopes.map((scope) => scope.subject),
        'scope',
      )} AS subject`,
      `${pick(predictionStatuses, 'status')} AS status`,
      `${number('signal')} AS value`,
      `${number('entry')} AS entry_price`,
      `${number('resolved')} AS resolved_price`,
      'CASE WHEN isnan(resolved_ts) THEN NULL ELSE to_timestamp(resolved_ts) END AS resolved_at',
      `${number('actual')} AS actual_return`,
      `${number('score')} AS score`,
    ];
    if (this.#textRows === 0) {
      return `SELECT ${columns.join(', ')}, NULL::VARCHAR AS output_json, NULL::VARCHAR AS reason FROM number`;
    }
    return (
      `SELECT ${columns.join(', ')}, text.output AS output_json, text.reason AS reason ` +
      'FROM number LEFT JOIN text ON text.row_number = number.rowid ORDER BY number.rowid'
    );
  }
}

function appendText(appender: DuckDBAppender, text: string | undefined): void {
  if (text === undefined) appender.appendNull();
  else appender.appendVarchar(text);
}
