import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { sqlText } from '../src-worker/duckdb/session.ts';

/** Made-up candles as one Parquet file, in columns that `hindcast data import` recognises. Times in seconds, UTC. */
export interface BenchCandles {
  readonly name: string;
  readonly startSeconds: number;
  readonly stepSeconds: number;
  readonly count: number;
}

export const yearOfMinutes: BenchCandles = {
  name: 'year-of-minutes',
  startSeconds: 1_640_995_200,
  stepSeconds: 60,
  count: 525_600,
};
export const monthOfSeconds: BenchCandles = {
  name: 'month-of-seconds',
  startSeconds: 1_640_995_200,
  stepSeconds: 1,
  count: 30 * 86_400,
};
export const yearOfSeconds: BenchCandles = {
  name: 'year-of-seconds',
  startSeconds: 1_640_995_200,
  stepSeconds: 1,
  count: 365 * 86_400,
};

export const benchCache = fileURLToPath(new URL('.cache/', import.meta.url));

/** The path of the file, which is made when it is not there; it stays for later runs of the bench. */
export async function candleFile(candles: BenchCandles): Promise<string> {
  const path = join(benchCache, `${candles.name}.parquet`);
  if (existsSync(path)) return path;
  await mkdir(benchCache, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const partial = `${path}.partial`;
  // A price that wanders as hash values of the row number say: the same file on every machine, without a long sum.
  const noise = (row: string, period: number): string => `(hash(${row} // ${period}) % 10007) / 10007.0`;
  const price = (row: string): string =>
    `30000 * (1 + 0.1 * ${noise(row, 100_000)} + 0.01 * ${noise(row, 1000)} + 0.001 * ${noise(row, 1)})`;
  await connection.run(
    `COPY (
       SELECT to_timestamp(${candles.startSeconds} + i * ${candles.stepSeconds}) AS timestamp,
              ${price('i')} AS open, 1.002 * greatest(${price('i')}, ${price('(i + 1)')}) AS high,
              0.998 * least(${price('i')}, ${price('(i + 1)')}) AS low, ${price('(i + 1)')} AS close,
              1 + hash(i) % 1000 AS volume
       FROM range(${candles.count}) AS rows(i)
     ) TO ${sqlText(partial)} (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  await rename(partial, path);
  return path;
}
