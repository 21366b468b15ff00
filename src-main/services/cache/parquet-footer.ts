import { open } from 'node:fs/promises';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { ThriftReader } from '../../../src-core/parquet/thrift-reader.ts';

/** Footers of day files take some thousand bytes. */
const longestFooterBytes = 16 * 1024 * 1024;
const numRowsField = 3;

/**
 * The number of rows that the footer of a Parquet file states, without reading its columns and without DuckDB, which
 * the main process never runs. The footer is a Thrift struct; its third field is `num_rows` (parquet-format,
 * FileMetaData).
 *
 * @param name what to call the file in messages
 * @throws HindcastError `DATA_CORRUPT` when it is no whole Parquet file
 */
export async function readParquetRowCount(path: string, name: string): Promise<number> {
  try {
    return rowCountOf(await readFooter(path));
  } catch (cause) {
    throw new HindcastError(
      'DATA_CORRUPT',
      `${name} is no whole Parquet file. Pull or import that day again; "hindcast data verify" finds all such files.`,
      { cause, details: { path: name } },
    );
  }
}

async function readFooter(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(8);
    await file.read(end, 0, 8, size - 8);
    const length = end.readUInt32LE(0);
    if (end.toString('latin1', 4) !== 'PAR1' || length > Math.min(size - 12, longestFooterBytes)) {
      throw new RangeError('no footer');
    }
    const footer = Buffer.alloc(length);
    await file.read(footer, 0, length, size - 8 - length);
    return footer;
  } finally {
    await file.close();
  }
}

function rowCountOf(footer: Buffer): number {
  const reader = new ThriftReader(footer);
  let count = Number.NaN;
  reader.struct((field) => {
    if (field !== numRowsField) return false;
    count = reader.integer();
    return true;
  });
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new RangeError('no row count, or an impossible one');
}
