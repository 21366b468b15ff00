import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ImportFormat, ReadImport } from '../../../src-core/data/candle-import.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { candleFileColumns } from '../../../src-core/feed/candle-file.ts';
import { sqlText } from '../../duckdb/session.ts';
import { firstLineOf } from '../first-line.ts';
import type { NamedColumns } from './column-names.ts';
import { readCsvShape } from './csv-shape.ts';
import { unpackArchive } from './unpack-archive.ts';

/** A user's file as DuckDB reads it. */
export interface ImportSource extends NamedColumns {
  readonly format: ImportFormat;
  /** What follows `FROM`; its columns are called `c0`, `c1`, … */
  readonly sql: string;
  /** DuckDB types of the columns. */
  readonly types: readonly string[];
  /** Null for files that are not CSV. */
  readonly delimiter: string | null;
  readonly hasHeader: boolean;
  /** Lines of the file above its first row. */
  readonly linesToSkip: number;
}

const headBytes = 64 * 1024;
const sampleRows = 100;

/**
 * Finds out what a file is and which columns it has.
 *
 * @param file what to call it in messages
 * @throws HindcastError `BAD_INPUT` when it cannot be opened or is none of CSV, JSON as freqtrade writes it, Parquet, and
 *   archives of one of them
 */
export async function openImportSource(
  connection: DuckDBConnection,
  request: ReadImport,
  file: string,
): Promise<ImportSource> {
  let { path } = request;
  let head = await readHead(path, file);
  const unpacked = await unpackArchive(path, head.bytes, request.scratch, file);
  if (unpacked !== undefined) {
    path = unpacked;
    head = await readHead(path, file);
  }
  const mark = head.bytes.subarray(0, 6).toString('latin1');
  if (mark.startsWith('PAR1')) return parquetSource(connection, path, file);
  if (mark === 'ARROW1' || mark.startsWith('FEA1')) {
    throw new HindcastError(
      'BAD_INPUT',
      `${file} is a Feather file, which cannot be read here. Convert it first: ` +
        '"freqtrade convert-data --format-from feather --format-to parquet", or DataFrame.to_parquet in pandas.',
    );
  }
  if (
    /^\s*\[/.test(
      head.bytes
        .subarray(0, 100)
        .toString('latin1')
        .replace(/^\u00ef\u00bb\u00bf/, ''),
    )
  ) {
    return jsonSource(connection, path, file);
  }
  const shape = readCsvShape(head.bytes, head.isWhole, file, request.options);
  const columns = shape.names.map((_, index) => `c${index}: 'VARCHAR'`).join(', ');
  return {
    ...shape,
    // Lines that do not fit are kept in the table reject_errors, to be named.
    sql:
      `read_csv(${sqlText(path)}, auto_detect = false, header = false, skip = ${shape.linesToSkip}, ` +
      `delim = ${sqlText(shape.delimiter)}, quote = '"', escape = '"', store_rejects = true, columns = {${columns}})`,
    types: shape.names.map(() => 'VARCHAR'),
  };
}

const openFailures: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

async function readHead(path: string, file: string): Promise<{ bytes: Buffer; isWhole: boolean }> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return { bytes: buffer.subarray(0, bytesRead), isWhole: bytesRead < headBytes };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const reason = openFailures[(cause as NodeJS.ErrnoException).code ?? ''] ?? firstLineOf(cause);
    throw new HindcastError('BAD_INPUT', `${file} cannot be opened: ${reason}.`, { cause });
  }
}

async function parquetSource(
  connection: DuckDBConnection,
  path: string,
  file: string,
): Promise<ImportSource> {
  const from = `read_parquet(${sqlText(path)})`;
  const described = await rowsOf(
    connection,
    `DESCRIBE FROM ${from}`,
    `${file} is no Parquet file that can be read`,
  );
  const names = described.map((row) => String(row[0]));
  const types = described.map((row) => String(row[1]));
  const renamed = names.map((name, index) => `"${name.replaceAll('"', '""')}" AS c${index}`).join(', ');
  const sql = `(SELECT ${renamed} FROM ${from})`;
  const isDayFile = candleFileColumns.every(({ name, type }) => types[names.indexOf(name)] === type);
  return {
    format: isDayFile ? 'hindcast' : 'parquet',
    sql,
    names,
    types,
    delimiter: null,
    hasHeader: true,
    linesToSkip: 0,
    sample: await sampleOf(connection, sql, names.length, file),
  };
}

const freqtradeNames = ['time', 'open', 'high', 'low', 'close', 'volume'];

/** freqtrade's JSON is an array of arrays: time in milliseconds, open, high, low, close, volume. */
async function jsonSource(connection: DuckDBConnection, path: string, file: string): Promise<ImportSource> {
  const cells = freqtradeNames.map((_, index) => `json->>${index} AS c${index}`).join(', ');
  const sql = `(SELECT ${cells} FROM read_json(${sqlText(path)}, columns = {json: 'JSON'}, format = 'array', records = 'false'))`;
  const sample = await sampleOf(connection, sql, freqtradeNames.length, file);
  if (sample[0]?.every((text) => text === '') ?? true) {
    throw new HindcastError(
      'BAD_INPUT',
      `${file} is not JSON as freqtrade writes it, [[time, open, high, low, close, volume], …]. Save it as CSV.`,
    );
  }
  return {
    format: 'freqtrade',
    sql,
    names: freqtradeNames,
    types: freqtradeNames.map(() => 'VARCHAR'),
    delimiter: null,
    hasHeader: false,
    linesToSkip: 0,
    sample,
  };
}

async function sampleOf(
  connection: DuckDBConnection,
  sql: string,
  columns: number,
  file: string,
): Promise<string[][]> {
  const cells = Array.from({ length: columns }, (_, index) => `c${index}::VARCHAR`).join(', ');
  const rows = await rowsOf(
    connection,
    `SELECT ${cells} FROM ${sql} LIMIT ${sampleRows}`,
    `${file} cannot be read`,
  );
  return rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : '')));
}

async function rowsOf(connection: DuckDBConnection, sql: string, trouble: string): Promise<unknown[][]> {
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } catch (cause) {
    throw new HindcastError('BAD_INPUT', `${trouble}: ${firstLineOf(cause)}.`, { cause });
  }
}
