import { join } from 'node:path';
import { DOUBLE, DuckDBDataChunk, USMALLINT, UTINYINT, type DuckDBAppender } from '@duckdb/node-api';
import {
  predictionStatuses,
  type PredictionColumns,
} from '../../../src-core/kinds/replay/prediction-columns.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { DuckDBSession, sqlText } from '../../duckdb/session.ts';
import { itemsOf } from '../../duckdb/vectors.ts';

export const predictionsFile = 'predictions.parquet';

const rowsPerChunk = 2048;
const numberTypes = [DOUBLE, USMALLINT, UTINYINT, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE];

/**
 * Writes predictions as they come and ends them as one Parquet file. One DuckDB thread, rows in the order made: the same
 * predictions always give the same bytes.
 */
export class PredictionWriter {
  readonly #session: DuckDBSession;
  readonly #appender: DuckDBAppender;
  readonly #texts: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;
  readonly #plan: ReplayPlan;
  readonly #folder: string;
  #textRows = 0;

  private constructor(
    session: DuckDBSession,
    appender: DuckDBAppender,
    texts: DuckDBAppender,
    plan: ReplayPlan,
    folder: string,
  ) {
    this.#session = session;
    this.#appender = appender;
    this.#texts = texts;
    this.#plan = plan;
    this.#folder = folder;
    this.#chunk = DuckDBDataChunk.create(numberTypes, rowsPerChunk);
  }

  /** @param folder the job's output folder; @param temporaryFolder where DuckDB may spill */
  static async open(
    plan: ReplayPlan,
    folder: string,
    temporaryFolder: string,
    memoryMb: number,
  ): Promise<PredictionWriter> {
    const session = await DuckDBSession.open({ threads: 1, memoryMb, folders: [folder], temporaryFolder });
    await session.connection.run(
      'CREATE TABLE number (ts DOUBLE, scope USMALLINT, status UTINYINT, signal DOUBLE, entry DOUBLE, ' +
        'resolved DOUBLE, resolved_ts DOUBLE, actual DOUBLE, score DOUBLE)',
    );
    await session.connection.run('CREATE TABLE text (row_number UINTEGER, output VARCHAR, reason VARCHAR)');
    return new PredictionWriter(
      session,
      await session.connection.createAppender('number'),
      await session.connection.createAppender('text'),
      plan,
      folder,
    );
  }

  /** Takes in rows `from` (included) to `to` (not included). */
  append(columns: PredictionColumns, from: number, to: number): void {
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
      this.#appender.appendDataChunk(this.#chunk);
    }
    this.#appendTexts(columns, from, to);
  }

  /** Writes the file and closes the session. */
  async finish(): Promise<void> {
    this.#appender.closeSync();
    this.#texts.closeSync();
    const path = join(this.#folder, predictionsFile);
    await this.#session.connection.run(
      `COPY (${this.#query()}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION snappy)`,
    );
    this.#session.close();
  }

  abandon(): void {
    this.#session.close();
  }

  #appendTexts(columns: PredictionColumns, from: number, to: number): void {
    const { outputJson, reason } = columns;
    if (outputJson.size === 0 && reason.size === 0) return;
    for (let row = from; row < to; row++) {
      if (!outputJson.has(row) && !reason.has(row)) continue;
      this.#textRows++;
      this.#texts.appendUInteger(row);
      appendText(this.#texts, outputJson.get(row));
      appendText(this.#texts, reason.get(row));
      this.#texts.endRow();
    }
  }

  #query(): string {
    const scopes = this.#plan.scopes;
    const pick = (texts: readonly string[], index: string): string =>
      `[${texts.map(sqlText).join(', ')}][${index} + 1]`;
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
