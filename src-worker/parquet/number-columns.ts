import { encoding } from './encodings.ts';
import { readFooter, type ColumnChunk, type SchemaColumn } from './footer.ts';
import { decodeIndices, readPages, splitPage, type PageHeader } from './pages.ts';

/**
 * A column to read: doubles as they are, or times in UTC since the epoch, as whole seconds, rounded down, or as
 * microseconds.
 */
export interface NumberColumn {
  readonly name: string;
  readonly form: 'double' | 'time' | 'microseconds';
}

const types = { int64: 2, double: 5 };
const timestampMicroseconds = 10;
const repetitions = { required: 0, optional: 1 };
const bytesPerValue = 8;

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
    form === 'double'
      ? column?.type === types.double && column.convertedType === undefined
      : column?.type === types.int64 && column.convertedType === timestampMicroseconds;
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
  if (chunk.type !== (form === 'double' ? types.double : types.int64)) throw new RangeError('another type');
  let dictionary: Float64Array | undefined;
  readPages(file, chunk, {
    dictionary: (page, header) => {
      if (header.values * bytesPerValue > page.length) throw new RangeError('beyond the end');
      dictionary = new Float64Array(header.values);
      readPlain(page, form, dictionary);
    },
    data: (page, header, row) =>
      readDataPage(page, header, { form, isOptional, dictionary }, target.subarray(row, row + header.values)),
  });
}

interface ChunkForm {
  readonly form: NumberColumn['form'];
  readonly isOptional: boolean;
  readonly dictionary: Float64Array | undefined;
}

function readDataPage(page: Uint8Array, header: PageHeader, of: ChunkForm, target: Float64Array): void {
  const { values: bytes, present, levels } = splitPage(page, header, of.isOptional, target.length);
  const values = target.subarray(0, present);
  if (header.encoding === encoding.plain) readPlain(bytes, of.form, values);
  else readIndices(bytes, of.dictionary, values);
  if (present === target.length || levels === undefined) return;
  if (of.form !== 'double') throw new RangeError('a row without a time');
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
    const microseconds = high * 0x1_0000_0000 + view.getUint32(at, true);
    target[row] = form === 'time' ? Math.floor(microseconds / 1e6) : microseconds;
  }
}

function readIndices(bytes: Uint8Array, dictionary: Float64Array | undefined, target: Float64Array): void {
  if (dictionary === undefined) throw new RangeError('no dictionary');
  const indices = decodeIndices(bytes, target.length, dictionary.length);
  for (let row = 0; row < target.length; row++) target[row] = dictionary[indices[row] as number] as number;
}
