import type { DuckDBConnection } from '@duckdb/node-api';
import { dayOf, secondsPerDay } from '../../../src-core/time/utc.ts';

/** The UTC days of the table `candle` with their rows, in order. */
export async function importedDays(connection: DuckDBConnection): Promise<{ day: string; rows: number }[]> {
  const reader = await connection.runAndReadAll(
    `SELECT (us // ${secondsPerDay * 1e6})::DOUBLE AS day, count(*)::DOUBLE FROM candle GROUP BY day ORDER BY day`,
  );
  return reader
    .getRows()
    .map(([day, rows]) => ({ day: dayOf(Number(day) * secondsPerDay), rows: Number(rows) }));
}
