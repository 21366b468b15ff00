import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

/**
 * A DuckDB session in memory that can read and write files below one folder and nothing else. One thread: the work is
 * small, and the machine has other things to do.
 *
 * @param root absolute path of the folder
 */
export async function openParquetSession(root: string): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
  const connection = await instance.connect();
  const settings = [
    // Nothing here is large enough to spill.
    "temp_directory=''",
    // A rewritten file must never be answered from memory.
    'enable_external_file_cache=false',
    'autoinstall_known_extensions=false',
    'autoload_known_extensions=false',
    `allowed_directories=[${sqlText(`${root}/`)}]`,
    'enable_external_access=false',
    'lock_configuration=true',
  ];
  for (const setting of settings) await connection.run(`SET ${setting}`);
  return connection;
}

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
