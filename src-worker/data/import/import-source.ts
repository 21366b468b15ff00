import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { sqlText } from '../../duckdb/session.ts';
import { firstLineOf } from '../first-line.ts';
import { readCsvHeader } from './csv-header.ts';

/** A user's file as DuckDB reads it. */
export interface ImportSource {
  /** What follows `FROM`; its columns are called `c0`, `c1`, … */
  readonly sql: string;
  readonly names: readonly string[];
  /** DuckDB types of the columns. */
  readonly types: readonly string[];
}

const headBytes = 64 * 1024;

/**
 * Finds out what a file is and which columns it has.
 *
 * @param file what to call it in messages
 * @throws HindcastError `BAD_INPUT` when it cannot be opened or is neither CSV nor Parquet
 */
export async function openImportSource(
  connection: DuckDBConnection,
  path: string,
  file: string,
): Promise<ImportSource> {
  const head = await readHead(path, file);
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return parquetSource(connection, path, file);
  const { names, delimiter, linesToSkip } = readCsvHeader(head, file);
  const columns = names.map((_, index) => `c${index}: 'VARCHAR'`).join(', ');
  return {
    sql:
      `read_csv(${sqlText(path)}, auto_detect = false, header = false, skip = ${linesToSkip}, delim = ${sqlText(delimiter)}, ` +
      `quote = '"', escape = '"', columns = {${columns}})`,
    names,
    types: names.map(() => 'VARCHAR'),
  };
}

async function readHead(path: string, file: string): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not there' : firstLineOf(cause);
    throw new HindcastError('BAD_INPUT', `${file} cannot be opened: ${reason}.`, { cause });
  }
}

async function parquetSource(
  connection: DuckDBConnection,
  path: string,
  file: string,
): Promise<ImportSource> {
  try {
    const described = await connection.runAndReadAll(`DESCRIBE FROM read_parquet(${sqlText(path)})`);
    const rows = described.getRows();
    const names = rows.map((row) => String(row[0]));
    const renamed = names.map((name, index) => `"${name.replaceAll('"', '""')}" AS c${index}`).join(', ');
    return {
      sql: `(SELECT ${renamed} FROM read_parquet(${sqlText(path)}))`,
      names,
      types: rows.map((row) => String(row[1])),
    };
  } catch (cause) {
    throw new HindcastError(
      'BAD_INPUT',
      `${file} is no Parquet file that can be read: ${firstLineOf(cause)}.`,
      {
        cause,
      },
    );
  }
}
