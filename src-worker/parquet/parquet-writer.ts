import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { definitionLevels, encoding, littleEndian, type EncodedColumn } from './encodings.ts';
import { i32, i64, list, struct, text, yes, type ThriftValue } from './thrift.ts';

/** A column of a file; any value may be null. Times are in UTC. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: 'double' | 'time' | 'text';
}

const magic = new TextEncoder().encode('PAR1');
const optional = i32(1);
const uncompressed = i32(0);
const pageType = { data: i32(0), dictionary: i32(2) };

const physicalType = { double: i32(5), time: i32(2), text: i32(6) };
/** What a column means: first in the form that old readers know, then in today's. */
const meaning: Record<ParquetColumn['type'], Record<number, ThriftValue>> = {
  double: {},
  time: { 6: i32(10), 10: struct({ 8: struct({ 1: yes, 2: struct({ 2: struct({}) }) }) }) },
  text: { 6: i32(0), 10: struct({ 1: struct({}) }) },
};

/**
 * Writes a Parquet file, row group by row group, without compression: a fraction of the time that DuckDB takes to be
 * given rows and to write them (docs/decisions/0006-own-parquet-writer.md). The same columns always give the same bytes.
 * See https://parquet.apache.org/docs/file-format and parquet.thrift for the numbers.
 */
export class ParquetWriter {
  readonly #file: FileHandle;
  readonly #columns: readonly ParquetColumn[];
  readonly #rowGroups: ThriftValue[] = [];
  readonly #hash = createHash('sha256');
  readonly #writing: Promise<void>[] = [];
  #rows = 0;
  #position = 0;

  private constructor(file: FileHandle, columns: readonly ParquetColumn[]) {
    this.#file = file;
    this.#columns = columns;
  }

  /** Makes the file, which must not exist. */
  static async create(path: string, columns: readonly ParquetColumn[]): Promise<ParquetWriter> {
    const writer = new ParquetWriter(await open(path, 'wx'), columns);
    writer.#write([magic]);
    return writer;
  }

  /**
   * Begins to write a row group, in the background. A failure surfaces in {@link finish}.
   *
   * @param columns in the order of the file's, all of the same number of rows; their memory must not change any more
   */
  writeRowGroup(columns: readonly EncodedColumn[]): void {
    const rows = columns[0]?.rows ?? 0;
    const start = this.#position;
    const chunks = columns.map((column, index) =>
      this.#writeChunk(this.#columns[index] as ParquetColumn, column),
    );
    this.#rowGroups.push(struct({ 1: list(chunks), 2: i64(this.#position - start), 3: i64(rows) }));
    this.#rows += rows;
  }

  /** Ends the file and forces it to disk. */
  async finish(): Promise<{ sizeBytes: number; sha256: string }> {
    const root = struct({ 4: text('root'), 5: i32(this.#columns.length) });
    const schema = this.#columns.map(({ name, type }) =>
      struct({ 1: physicalType[type], 3: optional, 4: text(name), ...meaning[type] }),
    );
    const footer = struct({
      1: i32(1),
      2: list([root, ...schema]),
      3: i64(this.#rows),
      4: list(this.#rowGroups),
      6: text('hindcast'),
    });
    this.#write([Uint8Array.from(footer.bytes), littleEndian(footer.bytes.length), magic]);
    await Promise.all(this.#writing);
    await this.#file.sync();
    return { sizeBytes: this.#position, sha256: this.#hash.digest('hex') };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #writeChunk({ name, type }: ParquetColumn, column: EncodedColumn): ThriftValue {
    const start = this.#position;
    const { dictionary } = column;
    if (dictionary !== undefined) {
      const head = struct({ 1: i32(dictionary.count), 2: i32(encoding.plain) });
      this.#writePage({ 1: pageType.dictionary }, { 7: head }, [dictionary.values]);
    }
    const dataStart = this.#position;
    const head = struct({
      1: i32(column.rows),
      2: i32(column.encoding),
      3: i32(encoding.rle),
      4: i32(encoding.rle),
    });
    this.#writePage({ 1: pageType.data }, { 5: head }, [...definitionLevels(column), ...column.values]);
    const size = i64(this.#position - start);
    const encodings = new Set([
      encoding.rle,
      column.encoding,
      ...(dictionary === undefined ? [] : [encoding.plain]),
    ]);
    const chunk = struct({
      1: physicalType[type],
      2: list([...encodings].map(i32)),
      3: list([text(name)]),
      4: uncompressed,
      5: i64(column.rows),
      6: size,
      7: size,
      9: i64(dataStart),
      ...(dictionary === undefined ? {} : { 11: i64(start) }),
    });
    return struct({ 2: i64(start), 3: chunk });
  }

  #writePage(
    type: Record<number, ThriftValue>,
    head: Record<number, ThriftValue>,
    body: readonly Uint8Array[],
  ): void {
    const size = i32(body.reduce((sum, part) => sum + part.byteLength, 0));
    this.#write([Uint8Array.from(struct({ ...type, 2: size, 3: size, ...head }).bytes), ...body]);
  }

  #write(parts: readonly Uint8Array[]): void {
    const writing = writeParts(this.#file, parts, this.#position);
    // Heard of in finish().
    writing.catch(() => undefined);
    this.#writing.push(writing);
    for (const part of parts) {
      this.#hash.update(part);
      this.#position += part.byteLength;
    }
  }
}

async function writeParts(file: FileHandle, parts: readonly Uint8Array[], position: number): Promise<void> {
  const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const { bytesWritten } = await file.writev([...parts], position);
  if (bytesWritten === size) return;
  // Less than was asked for, which is rare: again, byte for byte.
  const whole = Buffer.concat(parts);
  for (let written = bytesWritten; written < size;) {
    written += (await file.write(whole, written, size - written, position + written)).bytesWritten;
  }
}
