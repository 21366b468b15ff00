import { DuckDBInstance } from '@duckdb/node-api';

/** The rows of an SQL query; `$file` stands for the Parquet file. */
export async function queryParquet(file: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql.replaceAll('$file', `'${file}'`));
    return reader.getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Time in seconds, close and meta of each row, in the order of the file. */
export async function closesOf(file: string): Promise<[ts: number, close: number | null, meta: string][]> {
  const rows = await queryParquet(
    file,
    'SELECT (epoch_us(ts_event) / 1000000)::DOUBLE, close, meta FROM read_parquet($file)',
  );
  return rows as [number, number | null, string][];
}
