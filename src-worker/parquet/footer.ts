import { ThriftReader } from '../../src-core/parquet/thrift-reader.ts';

/** What a Parquet file says of one column in one row group; numbers are Parquet's own (parquet.thrift). */
export interface ColumnChunk {
  readonly values: number;
  readonly codec: number;
  readonly type: number;
  /** Bytes of the file, from the first page to behind the last. */
  readonly start: number;
  readonly end: number;
}

/** A column of a file without nesting. */
export interface SchemaColumn {
  readonly name: string;
  readonly type: number | undefined;
  readonly convertedType: number | undefined;
  readonly repetition: number | undefined;
  /** Whether it holds times that are said to be in UTC, in microseconds. */
  readonly isUtcMicroseconds: boolean;
}

export interface ParquetFooter {
  readonly columns: readonly SchemaColumn[];
  /** Rows and chunks of each row group, the chunks in the order of the columns. */
  readonly rowGroups: readonly { readonly rows: number; readonly chunks: readonly ColumnChunk[] }[];
}

const magic = 0x3152_4150; // PAR1
const tailBytes = 8;

/**
 * Reads the footer of a file that lies in memory as a whole.
 *
 * @throws RangeError when it is no such file, or one with nested columns, or with parts in other files, or encrypted
 */
export function readFooter(file: Uint8Array): ParquetFooter {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tail = file.length - tailBytes;
  if (tail < 4 || view.getUint32(0, true) !== magic || view.getUint32(tail + 4, true) !== magic) {
    throw new RangeError('no Parquet file');
  }
  const length = view.getUint32(tail, true);
  if (length > tail - 4) throw new RangeError('no footer');
  const reader = new ThriftReader(file.subarray(0, tail), tail - length);
  const elements: (SchemaColumn & { children: number })[] = [];
  const rowGroups: ParquetFooter['rowGroups'][number][] = [];
  reader.struct((field) => {
    if (field === 2) reader.list(() => elements.push(readElement(reader)));
    else if (field === 4) reader.list(() => rowGroups.push(readRowGroup(reader)));
    else return false;
    return true;
  });
  const [root, ...columns] = elements;
  if (root?.children !== columns.length || columns.some(({ children }) => children > 0)) {
    throw new RangeError('nested columns');
  }
  if (rowGroups.some(({ chunks }) => chunks.length !== columns.length))
    throw new RangeError('columns missing');
  return { columns, rowGroups };
}

function readElement(reader: ThriftReader): SchemaColumn & { children: number } {
  let type: number | undefined;
  let repetition: number | undefined;
  let convertedType: number | undefined;
  let name = '';
  let children = 0;
  let isUtcMicroseconds = false;
  reader.struct((field) => {
    if (field === 1) type = reader.integer();
    else if (field === 3) repetition = reader.integer();
    else if (field === 4) name = new TextDecoder().decode(reader.binary());
    else if (field === 5) children = reader.integer();
    else if (field === 6) convertedType = reader.integer();
    else if (field === 10) isUtcMicroseconds = readsUtcMicroseconds(reader);
    else return false;
    return true;
  });
  return { name, type, repetition, convertedType, isUtcMicroseconds, children };
}

/** Reads a LogicalType: a union, of which the eighth member is a time with its zone and unit. */
function readsUtcMicroseconds(reader: ThriftReader): boolean {
  let isUtc = false;
  let isMicroseconds = false;
  reader.struct((kind) => {
    if (kind !== 8) return false;
    reader.struct((field, type) => {
      // Whether it is true is in its type.
      if (field === 1) isUtc = type === 1;
      if (field !== 2) return false;
      reader.struct((unit) => {
        isMicroseconds = unit === 2;
        return false;
      });
      return true;
    });
    return true;
  });
  return isUtc && isMicroseconds;
}

function readRowGroup(reader: ThriftReader): ParquetFooter['rowGroups'][number] {
  const chunks: ColumnChunk[] = [];
  let rows = 0;
  reader.struct((field) => {
    if (field === 1) reader.list(() => chunks.push(readChunk(reader)));
    else if (field === 3) rows = reader.integer();
    else return false;
    return true;
  });
  return { rows, chunks };
}

function readChunk(reader: ThriftReader): ColumnChunk {
  let chunk: ColumnChunk | undefined;
  reader.struct((field) => {
    if (field === 1 || field >= 8) throw new RangeError('in another file, or encrypted');
    if (field === 3) chunk = readChunkMetadata(reader);
    return field === 3;
  });
  if (chunk === undefined) throw new RangeError('column missing');
  return chunk;
}

function readChunkMetadata(reader: ThriftReader): ColumnChunk {
  const numbers = new Map<number, number>();
  reader.struct((field) => {
    if (![1, 4, 5, 7, 9, 11].includes(field)) return false;
    numbers.set(field, reader.integer());
    return true;
  });
  const required = (field: number): number => {
    const number = numbers.get(field);
    if (number === undefined) throw new RangeError('field missing');
    return number;
  };
  const dataPage = required(9);
  // Writers without a dictionary leave its offset out, or write 0.
  const start = numbers.get(11) || dataPage;
  // Whoever begins at the dictionary would read something else than whoever begins at the first page.
  if (start > dataPage) throw new RangeError('dictionary behind its pages');
  return { type: required(1), codec: required(4), values: required(5), start, end: start + required(7) };
}
