import type { DuckDBConnection } from '@duckdb/node-api';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { candleColumnNames, type CandleColumns } from '../../../src-core/feed/candle.ts';
import { sqlList } from '../../duckdb/session.ts';
import { doublesOf } from '../../duckdb/vectors.ts';

/** Reads candles out of Parquet files of any encoding, with DuckDB. */
export class CandleQueries {
  readonly #connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /**
   * Fills columns from files, one after the other. What is missing is NaN.
   *
   * @throws HindcastError `DATA_CORRUPT` when they hold more or fewer rows than the columns
   */
  async readColumns(paths: readonly string[], columns: CandleColumns): Promise<void> {
    const price = (name: string): string => `coalesce(${name}, 'nan'::DOUBLE)`;
    // A stream, because a whole result stays in memory that V8 does not know of until it happens to collect garbage.
    // Microseconds, because DuckDB asks a calendar for the epoch of a time with a zone.
    const result = await this.#connection.stream(
      `SELECT floor(epoch_us(ts_event) / 1e6), ${['open', 'high', 'low', 'close', 'volume'].map(price).join(', ')} FROM read_parquet(${sqlList(paths)})`,
    );
    let rows = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const start = rows;
      rows += chunk.rowCount;
      if (rows > columns.length) break;
      candleColumnNames.forEach((name, column) => {
        columns[name].set(doublesOf(chunk.getColumnVector(column)), start);
      });
    }
    if (rows !== columns.length) {
      throw new HindcastError(
        'DATA_CORRUPT',
        `Cached candles hold ${rows > columns.length ? 'more' : 'fewer'} than the ${columns.length} rows that were pinned. ` +
          'Run "hindcast data verify".',
      );
    }
  }

  /**
   * Prices that tick rows keep in `meta` as `{"price": x}` (contract section 1.7), by row.
   *
   * @param missing the rows without a close, in order
   */
  async readMetaPrices(paths: readonly string[], missing: readonly number[]): Promise<Map<number, number>> {
    const prices = new Map<number, number>();
    const result = await this.#connection.run(
      `SELECT meta FROM read_parquet(${sqlList(paths)}) WHERE close IS NULL OR isnan(close)`,
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

function priceOf(meta: unknown): number | undefined {
  if (typeof meta !== 'string') return undefined;
  try {
    const price = Number((JSON.parse(meta) as { price?: unknown } | null)?.price ?? Number.NaN);
    return Number.isFinite(price) ? price : undefined;
  } catch {
    return undefined;
  }
}
