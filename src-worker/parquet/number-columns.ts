import { encoding } from './encodings.ts';
import { readFooter, type ColumnChunk, type SchemaColumn } from './footer.ts';
import { decodeRuns, isOneRun } from './runs.ts';
import { decompressSnappy } from './snappy.ts';
import { ThriftReader } from './thrift-reader.ts';

/** A column to read: doubles as they are, or times in UTC as whole seconds since the epoch, rounded down. */
export interface NumberColumn {
  readonly name: string;
  readonly form: 'double' | 'time';
}

const types = { int64: 2, double: 5 };
const timestampMicroseconds = 10;
const repetitions = { required: 0, optional: 1 };
const codecs = { none: 0, snappy: 1 };
const pages = { data: 0, dictionary: 2 };
/** The name that `rleDictionary` had before. */
const plainDictionary = 2;
const bytesPerValue = 8;
/** More than any page of a day file holds. */
const largestPageBytes = 1 << 26;

/**
 * Reads columns of numbers out of a Parquet file, if it is written the way day files mostly are: no nesting, pages of
 * the first version, plain or by dictionary, as they are or compressed by Snappy. DuckDB reads all others.
 *
 * @param file the whole file
 * @param rows how many rows it must have
 * @param targets memory of that many rows for each column; null becomes NaN
 * @returns false when the file is of another kind, or damaged; what the targets hold is undefined then
 */
export function readNumberColumns(
  file: Uint8Array,
  columns: readonly NumberColumn[],
  rows: number,
  targets: readonly Float64Array[],
): boolean {
  try {
    const footer = readFooter(file);
    if (footer.rowGroups.reduce((sum, group) => sum + group.rows, 0) !== rows) return false;
    for (const [index, column] of columns.entries()) {
      const position = positionOf(column, footer.columns);
      const { repetition } = footer.columns[position] as SchemaColumn;
      const target = targets[index] as Float64Array;
      let row = 0;
      for (const group of footer.rowGroups) {
        const chunk = group.chunks[position] as ColumnChunk;
        if (chunk.values !== group.rows) return false;
        const isOptional = repetition === repetitions.optional;
        readChunk(file, chunk, column.form, isOptional, target.subarray(row, row + group.rows));
        row += group.rows;
      }
    }
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function positionOf({ name, form }: NumberColumn, columns: readonly SchemaColumn[]): number {
  const position = columns.findIndex((column) => column.name === name);
  const column = columns[position];
  const isFit =
    form === 'time'
      ? column?.type === types.int64 && column.convertedType === timestampMicroseconds
      : column?.type === types.double && column.convertedType === undefined;
  const isFlat = column?.repetition === repetitions.required || column?.repetition === repetitions.optional;
  if (!isFit || !isFlat) throw new RangeError('no such column');
  return position;
}

/** Fills the target, which has as many rows as the chunk. */
function readChunk(
  file: Uint8Array,
  chunk: ColumnChunk,
  form: NumberColumn['form'],
  isOptional: boolean,
  target: Float64Array,
): void {
  if (chunk.end > file.length) throw new RangeError('beyond the end');
  if (chunk.type !== (form === 'time' ? types.int64 : types.double)) throw new RangeError('another type');
  const reader = new ThriftReader(file.subarray(0, chunk.end), chunk.start);
  let dictionary: Float64Array | undefined;
  for (let row = 0; row < chunk.values;) {
    const header = readPageHeader(reader);
    const packed = file.subarray(reader.at, reader.at + header.packedBytes);
    if (packed.length !== header.packedBytes) throw new RangeError('beyond the end');
    reader.at += header.packedBytes;
    const page = unpack(packed, header.bytes, chunk.codec);
    if (header.type === pages.dictionary) {
      if (header.encoding !== encoding.plain && header.encoding !== plainDictionary) {
        throw new RangeError('another encoding');
      }
      if (header.values * bytesPerValue > page.length) throw new RangeError('beyond the end');
      dictionary = new Float64Array(header.values);
      readPlain(page, form, dictionary);
      continue;
    }
    const stop = row + header.values;
    if (stop > chunk.values) throw new RangeError('too many values');
    readDataPage(page, header, { form, isOptional, dictionary }, target.subarray(row, stop));
    row = stop;
  }
}

interface PageHeader {
  readonly type: number;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly values: number;
  readonly encoding: number;
  /** How it is kept which rows have a value. */
  readonly levelEncoding: number;
}

function readPageHeader(reader: ThriftReader): PageHeader {
  const header = { type: -1, bytes: -1, packedBytes: -1, values: -1, encoding: -1, levelEncoding: -1 };
  const readDetails = (): void =>
    reader.struct((field) => {
      if (field === 1) header.values = reader.integer();
      else if (field === 2) header.encoding = reader.integer();
      else if (field === 3 && header.type === pages.data) header.levelEncoding = reader.integer();
      else return false;
      return true;
    });
  reader.struct((field) => {
    if (field === 1) header.type = reader.integer();
    else if (field === 2) header.bytes = reader.integer();
    else if (field === 3) header.packedBytes = reader.integer();
    else if (field === 5 || field === 7) readDetails();
    else return false;
    return true;
  });
  const { type, bytes, packedBytes, values } = header;
  if (type !== pages.data && type !== pages.dictionary) throw new RangeError('another kind of page');
  if (bytes < 0 || bytes > largestPageBytes || packedBytes < 0 || values < 0 || values > largestPageBytes) {
    throw new RangeError('impossible page');
  }
  return header;
}

let scratch = new Uint8Array(1 << 16);

/** The bytes of a page; valid until the next one is unpacked. */
function unpack(packed: Uint8Array, bytes: number, codec: number): Uint8Array {
  if (codec === codecs.none && packed.length === bytes) return packed;
  if (codec !== codecs.snappy) throw new RangeError('another compression');
  if (scratch.length < bytes) scratch = new Uint8Array(2 * bytes);
  const page = scratch.subarray(0, bytes);
  decompressSnappy(packed, page);
  return page;
}

interface ChunkForm {
  readonly form: NumberColumn['form'];
  readonly isOptional: boolean;
  readonly dictionary: Float64Array | undefined;
}

function readDataPage(page: Uint8Array, header: PageHeader, of: ChunkForm, target: Float64Array): void {
  let at = 0;
  let present = target.length;
  let levels: Uint32Array | undefined;
  if (of.isOptional) {
    if (page.length < 4 || header.levelEncoding !== encoding.rle) throw new RangeError('no levels');
    const length = new DataView(page.buffer, page.byteOffset).getUint32(0, true);
    at = 4 + length;
    if (!isOneRun(page.subarray(4, at), target.length)) {
      levels = new Uint32Array(target.length);
      decodeRuns(page.subarray(4, at), 1, levels);
      present = levels.reduce((sum, level) => sum + level, 0);
    }
  }
  const values = target.subarray(0, present);
  if (header.encoding === encoding.plain) readPlain(page.subarray(at), of.form, values);
  else if (header.encoding === encoding.rleDictionary || header.encoding === plainDictionary) {
    readIndices(page.subarray(at), of.dictionary, values);
  } else throw new RangeError('another encoding');
  if (present === target.length || levels === undefined) return;
  if (of.form === 'time') throw new RangeError('a row without a time');
  // From the end, so that no value is overwritten before it has moved.
  for (let row = target.length - 1, from = present - 1; row >= 0; row--) {
    target[row] = levels[row] === 1 ? (target[from--] as number) : Number.NaN;
  }
}

function readPlain(bytes: Uint8Array, form: NumberColumn['form'], target: Float64Array): void {
  if (bytes.length < target.length * bytesPerValue) throw new RangeError('beyond the end');
  if (form === 'double') {
    const doubles = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    doubles.set(bytes.subarray(0, target.byteLength));
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let row = 0; row < target.length; row++) {
    const at = row * bytesPerValue;
    const high = view.getInt32(at + 4, true);
    // Beyond these a double does not hold microseconds; DuckDB keeps infinite times there.
    if (high >= 0x20_0000 || high < -0x20_0000) throw new RangeError('far away');
    target[row] = Math.floor((high * 0x1_0000_0000 + view.getUint32(at, true)) / 1e6);
  }
}

function readIndices(bytes: Uint8Array, dictionary: Float64Array | undefined, target: Float64Array): void {
  const [width] = bytes;
  if (dictionary === undefined || width === undefined) throw new RangeError('no dictionary');
  const indices = new Uint32Array(target.length);
  decodeRuns(bytes.subarray(1), width, indices);
  for (let row = 0; row < target.length; row++) {
    const index = indices[row] as number;
    if (index >= dictionary.length) throw new RangeError('not in the dictionary');
    target[row] = dictionary[index] as number;
  }
}
