import type { DuckDBConnection } from '@duckdb/node-api';
import type { CandleSteps } from '../../../src-core/data/candle-import.ts';

/** What the rows of a file are apart shows in the first of them. */
const rowsJudged = 100_000;

/** How far the rows of the table `candle` are apart. */
export async function candleSteps(connection: DuckDBConnection): Promise<CandleSteps> {
  // The upper median: of two steps the larger one, since the last row of a file may be of a candle that is not over.
  const reader = await connection.runAndReadAll(
    `WITH gap AS MATERIALIZED (
       SELECT us - lag(us) OVER (ORDER BY us) AS step FROM (SELECT us FROM candle ORDER BY us LIMIT ${rowsJudged})
       QUALIFY step IS NOT NULL
     ), commonest AS (
       SELECT step, count(*) AS times FROM gap GROUP BY step ORDER BY times DESC, step LIMIT 1
     )
     SELECT step / 1e6,
       CASE WHEN times > 1 THEN (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY step DESC) FROM gap) END / 1e6
     FROM commonest`,
  );
  const [commonest, median] = reader.getRows()[0] ?? [];
  return { stepSeconds: secondsOf(commonest), medianStepSeconds: secondsOf(median) };
}

function secondsOf(cell: unknown): number | null {
  return cell === undefined || cell === null ? null : Number(cell);
}
