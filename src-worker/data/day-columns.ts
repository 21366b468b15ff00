import { readFile } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { allocateCandleColumns, candleColumnNames, type CandleColumns } from '../../src-core/feed/candle.ts';
import { sqlText } from '../duckdb/session.ts';
import { CandleQueries } from '../kinds/replay/candle-queries.ts';
import { rowsWithoutClose } from '../kinds/replay/candle-reader.ts';
import { fileColumns } from '../kinds/replay/day-files.ts';
import { readFooter } from '../parquet/footer.ts';
import { readNumberColumns } from '../parquet/number-columns.ts';

export interface DayColumns {
  /** What is missing is NaN. */
  readonly columns: CandleColumns;
  /** Price out of `meta` by row, for rows without a close. */
  readonly metaPrice: ReadonlyMap<number, number>;
}

/** The rows of a day file in their order, just as a replay reads them. Throws what DuckDB throws for a damaged file. */
export async function readDayColumns(path: string, connection: DuckDBConnection): Promise<DayColumns> {
  const queries = new CandleQueries(connection);
  let columns = usualColumns(await readFile(path));
  if (columns === undefined) {
    const counted = await connection.runAndReadAll(
      `SELECT count(*)::DOUBLE FROM read_parquet(${sqlText(path)})`,
    );
    columns = allocateCandleColumns(Number(counted.getRows()[0]?.[0]));
    await queries.readColumns([path], columns);
  }
  const missing = rowsWithoutClose(columns);
  const metaPrice = missing.length === 0 ? new Map() : await queries.readMetaPrices([path], missing);
  return { columns, metaPrice };
}

/** The columns of a file that is written in the usual way; undefined for others. */
function usualColumns(bytes: Uint8Array): CandleColumns | undefined {
  const rows = rowsOf(bytes);
  // No row takes less than a bit: a damaged footer must not ask for memory without end.
  if (rows === undefined || rows > 8 * bytes.length) return undefined;
  const columns = allocateCandleColumns(rows);
  const targets = candleColumnNames.map((name) => columns[name]);
  return readNumberColumns(bytes, fileColumns, rows, targets) ? columns : undefined;
}

function rowsOf(bytes: Uint8Array): number | undefined {
  try {
    return readFooter(bytes).rowGroups.reduce((sum, group) => sum + group.rows, 0);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
