import { open } from 'node:fs/promises';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

/** Footers of day files take some thousand bytes. */
const longestFooterBytes = 16 * 1024 * 1024;
const numRowsField = 3;
const structType = 12;
const deepestNesting = 32;

/**
 * The number of rows that the footer of a Parquet file states, without reading its columns and without DuckDB, which
 * the main process never runs. The footer is a Thrift struct in compact encoding; its third field is `num_rows`
 * (parquet-format, FileMetaData).
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
  const reader = new CompactReader(footer);
  let field = 0;
  for (;;) {
    const header = reader.byte();
    if (header === 0) throw new RangeError('no row count');
    field = header >> 4 === 0 ? reader.zigzag() : field + (header >> 4);
    if (field === numRowsField) return requireCount(reader.zigzag());
    reader.skip(header & 0x0f);
  }
}

function requireCount(count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new RangeError('impossible row count');
}

/** Walks over values in Thrift's compact encoding. Reading beyond the end throws a RangeError. */
class CompactReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes.readUInt8(this.#at);
    this.#at++;
    return value;
  }

  zigzag(): number {
    const value = this.#varint();
    return Number(value & 1n ? -((value + 1n) / 2n) : value / 2n);
  }

  skip(type: number, depth = 0): void {
    if (depth > deepestNesting) throw new RangeError('nested too deeply');
    // Booleans are in the type itself; numbers are varints, but for bytes and doubles.
    if (type === 1 || type === 2) return;
    if (type === 3) this.#advance(1);
    else if (type >= 4 && type <= 6) this.#varint();
    else if (type === 7) this.#advance(8);
    else if (type === 8) this.#advance(Number(this.#varint()));
    else if (type === 9 || type === 10) this.#skipList(depth);
    else if (type === structType) this.#skipStruct(depth);
    else throw new RangeError('unknown type');
  }

  #skipList(depth: number): void {
    const header = this.byte();
    const length = header >> 4 === 15 ? Number(this.#varint()) : header >> 4;
    const type = header & 0x0f;
    // Inside a list a boolean takes a byte.
    for (let index = 0; index < length; index++) this.skip(type === 1 || type === 2 ? 3 : type, depth + 1);
  }

  #skipStruct(depth: number): void {
    for (;;) {
      const header = this.byte();
      if (header === 0) return;
      if (header >> 4 === 0) this.zigzag();
      this.skip(header & 0x0f, depth + 1);
    }
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('number too long');
  }

  #advance(bytes: number): void {
    if (bytes > this.#bytes.length - this.#at) throw new RangeError('beyond the end');
    this.#at += bytes;
  }
}
