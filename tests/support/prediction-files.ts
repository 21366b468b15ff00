import { join } from 'node:path';
import { DOUBLE, DuckDBDataChunk, DuckDBInstance, VARCHAR, type DuckDBValue } from '@duckdb/node-api';
import type { PredictionRow } from '../../src-core/api/contract/results.ts';
import { SeededRandom } from '../../src-core/numeric/seeded-random.ts';

/** A prediction as the file holds it; its row number is its place. */
export type TestPrediction = Omit<PredictionRow, 'row'>;

const rowsPerChunk = 2048;
const columns = [
  ['ts', DOUBLE, 'to_timestamp(ts) AS performed_at'],
  ['scope', VARCHAR, 'scope AS scope_key'],
  ['subject', VARCHAR, 'subject'],
  ['status', VARCHAR, 'status'],
  ['value', DOUBLE, 'value'],
  ['entryPrice', DOUBLE, 'entryPrice AS entry_price'],
  ['resolvedPrice', DOUBLE, 'resolvedPrice AS resolved_price'],
  ['resolvedTs', DOUBLE, 'to_timestamp(resolvedTs) AS resolved_at'],
  ['actualReturn', DOUBLE, 'actualReturn AS actual_return'],
  ['score', DOUBLE, 'score'],
  ['output', VARCHAR, 'output AS output_json'],
  ['reason', VARCHAR, 'reason'],
] as const;

/** Writes `predictions.parquet` with the columns and types of a replay's result, every number to the bit. */
export async function writePredictions(folder: string, rows: readonly TestPrediction[]): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await connection.run(
      `CREATE TABLE given (${columns.map(([name, type]) => `${name} ${type.toString()}`).join(', ')})`,
    );
    const appender = await connection.createAppender('given');
    for (let from = 0; from < rows.length; from += rowsPerChunk) {
      const part = rows.slice(from, from + rowsPerChunk);
      const chunk = DuckDBDataChunk.create(
        columns.map(([, type]) => type),
        part.length,
      );
      chunk.setColumns(columns.map(([name]) => part.map((row): DuckDBValue => row[name])));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const path = join(folder, 'predictions.parquet').replaceAll("'", "''");
    await connection.run(
      `COPY (SELECT ${columns.map(([, , sql]) => sql).join(', ')} FROM given ORDER BY rowid)
       TO '${path}' (FORMAT parquet)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/**
 * Predictions of two scopes on one subject and one on another, one of each a minute, some without a score, a few scores
 * alike; the same each time.
 */
export function makePredictions(minutes: number, startSeconds = 1_768_435_200, seed = 1): TestPrediction[] {
  const random = new SeededRandom(seed);
  const scopes = [
    ['BTC-60', 'BTC', 60],
    ['BTC-300', 'BTC', 300],
    ['ETH-60', 'ETH', 60],
  ] as const;
  return Array.from({ length: minutes }, (_, minute) => startSeconds + 60 * minute).flatMap((ts) =>
    scopes.map(([scope, subject, horizon]): TestPrediction => {
      const isScored = random.uniform() < 0.9;
      const isFailed = !isScored && random.uniform() < 0.5;
      const actualReturn = (random.uniform() - 0.5) / 100;
      return {
        ts,
        scope,
        subject,
        status: isScored ? 'scored' : isFailed ? 'prediction_failed' : 'unresolved_gap',
        value: isFailed ? null : Math.round(20 * random.uniform() - 10) / 10 + 0,
        entryPrice: isFailed ? null : 100,
        resolvedPrice: isScored ? 100 * (1 + actualReturn) : null,
        resolvedTs: isScored ? ts + horizon : null,
        actualReturn: isScored ? actualReturn : null,
        score: isScored ? random.uniform() - 0.45 : null,
        output: ts % 420 === 0 ? '{"value":0.1,"confidence":0.5}' : null,
        reason: isFailed ? 'no output' : null,
      };
    }),
  );
}
