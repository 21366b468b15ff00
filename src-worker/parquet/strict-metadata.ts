import type { ParquetFooter } from './footer.ts';

/** What stands in a field (parquet.thrift); a struct is a table of its fields, by number. */
type Shape =
  | keyof typeof scalars
  | { readonly oneOf: readonly number[] }
  | { readonly listOf: Shape }
  | Struct
  /** Depends on the number in the first field of the same struct. */
  | { readonly byFirst: Readonly<Record<number, Shape>>; readonly otherwise: Shape };
interface Required {
  readonly required: Shape;
}
type Fields = Readonly<Record<number, Shape | Required>>;
interface Struct {
  readonly fields: Fields;
  /** A bit for each field that must be there; their numbers are small. */
  readonly needed: number;
}

/** Thrift's compact types of the scalars; a boolean is in the type itself, or a byte inside a list. */
const scalars = {
  boolean: [1, 2],
  i8: [3],
  i16: [4],
  i32: [5],
  i64: [6],
  double: [7],
  binary: [8],
  eightBytes: [8],
} as const;
const listType = 9;
const structType = 12;
const longestVarints = { i16: 3, i32: 5, i64: 10 } as const;

const required = (shape: Shape): Required => ({ required: shape });
const struct = (fields: Fields): Struct => {
  const bits = Object.entries(fields).map(([number, each]) => (isRequired(each) ? 1 << Number(number) : 0));
  return { fields, needed: bits.reduce((all, bit) => all | bit, 0) };
};
const listOf = (shape: Shape): Shape => ({ listOf: shape });
const upTo = (last: number): Shape => ({ oneOf: Array.from({ length: last + 1 }, (_, value) => value) });
const physicalType = upTo(7);
const compression = upTo(7);
/** The one with number 1 was never used. */
const encodings: Shape = { oneOf: [0, 2, 3, 4, 5, 6, 7, 8, 9] };
const pageType = upTo(3);
const empty = struct({});
const unit = struct({ 1: empty, 2: empty, 3: empty });
const time = struct({ 1: required('boolean'), 2: required(unit) });
/** Of these day files have texts and times; others mean something else in the same columns. */
const logicalType = struct({ 1: empty, 8: time });
const schemaElement = struct({
  1: physicalType,
  2: 'i32',
  3: upTo(2),
  4: required('binary'),
  5: 'i32',
  6: upTo(21),
  7: 'i32',
  8: 'i32',
  9: 'i32',
  10: logicalType,
});
const keyValue = struct({ 1: required('binary'), 2: 'binary' });
const statisticsOf = (value: Shape): Shape =>
  struct({ 1: value, 2: value, 3: 'i64', 4: 'i64', 5: value, 6: value, 7: 'boolean', 8: 'boolean' });
const statistics = statisticsOf('binary');
const numberStatistics = statisticsOf('eightBytes');
const [int64, float64] = [2, 5];
const encodingStatistics = struct({ 1: required(pageType), 2: required(encodings), 3: required('i32') });
const sizeStatistics = struct({ 1: 'i64', 2: listOf('i64'), 3: listOf('i64') });
const columnMetadata = struct({
  1: required(physicalType),
  2: required(listOf(encodings)),
  3: required(listOf('binary')),
  4: required(compression),
  5: required('i64'),
  6: required('i64'),
  7: required('i64'),
  8: listOf(keyValue),
  9: required('i64'),
  10: 'i64',
  11: 'i64',
  12: { byFirst: { [int64]: numberStatistics, [float64]: numberStatistics }, otherwise: statistics },
  13: listOf(encodingStatistics),
  14: 'i64',
  15: 'i32',
  16: sizeStatistics,
});
const columnChunk = struct({
  2: required('i64'),
  3: required(columnMetadata),
  4: 'i64',
  5: 'i32',
  6: 'i64',
  7: 'i32',
});
const sortingColumn = struct({ 1: required('i32'), 2: required('boolean'), 3: required('boolean') });
const rowGroup = struct({
  1: required(listOf(columnChunk)),
  2: required('i64'),
  3: required('i64'),
  4: listOf(sortingColumn),
  5: 'i64',
  6: 'i64',
  7: 'i16',
});
const fileMetadata = struct({
  1: required('i32'),
  2: required(listOf(schemaElement)),
  3: required('i64'),
  4: required(listOf(rowGroup)),
  5: listOf(keyValue),
  6: 'binary',
  7: listOf(struct({ 1: empty })),
});
const dataPage = struct({
  1: required('i32'),
  2: required(encodings),
  3: required(encodings),
  4: required(encodings),
  5: statistics,
});
const dictionaryPage = struct({ 1: required('i32'), 2: required(encodings), 3: 'boolean' });
const pageHeader = struct({
  1: required(pageType),
  2: required('i32'),
  3: required('i32'),
  4: 'i32',
  5: dataPage,
  7: dictionaryPage,
});

const tailBytes = 8;
const snappy = 1;

/**
 * Whether all that a file says of itself, in its footer and before its pages, is well-formed to the last byte, including
 * what nobody here needs. Readers that are fast skip that; others refuse the file for it.
 */
export function isMetadataStrict(file: Uint8Array, footer: ParquetFooter): boolean {
  const end = file.length - tailBytes;
  const length = new DataView(file.buffer, file.byteOffset).getUint32(end, true);
  try {
    const walker = new Walker(file, end - length, end);
    walker.walk(fileMetadata);
    if (walker.at !== end) return false;
    return footer.rowGroups.every(({ chunks }) =>
      chunks.every(({ start, end: chunkEnd, codec }) =>
        arePagesStrict(file.subarray(0, end - length), start, chunkEnd, codec),
      ),
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function arePagesStrict(file: Uint8Array, start: number, end: number, codec: number): boolean {
  if (end > file.length) return false;
  const walker = new Walker(file, start, end);
  while (walker.at < end) {
    const numbers = walker.walk(pageHeader);
    const [bytes = -1, packedBytes = -1] = [numbers[2], numbers[3]];
    if (bytes < 0 || packedBytes < 0 || packedBytes > end - walker.at) return false;
    const pageEnd = walker.at + packedBytes;
    // Snappy says once more how long a page is.
    if (codec === snappy && new Walker(file, walker.at, pageEnd).varint(longestVarints.i32) !== bytes)
      return false;
    walker.at = pageEnd;
  }
  return true;
}

/** Reads Thrift's compact protocol and takes nothing that is not expected. */
class Walker {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
  }

  /** Walks over a struct; gives its numbers by field. Throws RangeError where it is not of that shape. */
  walk({ fields, needed }: Struct): readonly (number | undefined)[] {
    const numbers: (number | undefined)[] = [];
    let seen = 0;
    let field = 0;
    for (;;) {
      const header = this.#byte();
      if (header === 0) break;
      field += header >> 4;
      const expected = header >> 4 === 0 ? undefined : fields[field];
      // Numbers only grow, so none comes twice.
      if (expected === undefined) throw new RangeError('unknown field');
      seen |= 1 << field;
      const named: Shape = isRequired(expected) ? expected.required : expected;
      const of = isByFirst(named) ? (named.byFirst[numbers[1] ?? -1] ?? named.otherwise) : named;
      if (!isType(header & 0x0f, of)) throw new RangeError('another type');
      numbers[field] = of === 'boolean' ? undefined : this.#value(of);
    }
    if ((seen & needed) !== needed) throw new RangeError('field missing');
    return numbers;
  }

  /** An unsigned number. */
  varint(longest: number): number {
    let value = 0;
    for (let count = 0, scale = 1; ; count++, scale *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      if (count + 1 >= longest) throw new RangeError('number too long');
    }
  }

  #value(shape: Shape): number | undefined {
    if (typeof shape !== 'string') {
      if ('oneOf' in shape) {
        const value = this.#zigzag(longestVarints.i32);
        if (!shape.oneOf.includes(value)) throw new RangeError('unknown value');
        return value;
      }
      if ('fields' in shape) this.walk(shape);
      else if ('listOf' in shape) this.#list(shape.listOf);
      return undefined;
    }
    switch (shape) {
      case 'binary':
        this.#advance(this.varint(longestVarints.i32));
        return undefined;
      case 'eightBytes':
        if (this.varint(longestVarints.i32) !== 8) throw new RangeError('another length');
        this.#advance(8);
        return undefined;
      case 'double':
        this.#advance(8);
        return undefined;
      case 'i8':
      case 'boolean':
        this.#advance(1);
        return undefined;
      default:
        return this.#zigzag(longestVarints[shape]);
    }
  }

  #zigzag(longest: number): number {
    const zigzag = this.varint(longest);
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  }

  #list(of: Shape): void {
    const header = this.#byte();
    const length = header >> 4 === 15 ? this.varint(longestVarints.i32) : header >> 4;
    if (!isType(header & 0x0f, of)) throw new RangeError('another type');
    if (length > this.#end - this.at) throw new RangeError('beyond the end');
    for (let index = 0; index < length; index++) this.#value(of);
  }

  #byte(): number {
    if (this.at >= this.#end) throw new RangeError('beyond the end');
    return this.#bytes[this.at++] as number;
  }

  #advance(bytes: number): void {
    if (bytes > this.#end - this.at) throw new RangeError('beyond the end');
    this.at += bytes;
  }
}

function isRequired(shape: Shape | Required): shape is Required {
  return typeof shape !== 'string' && 'required' in shape;
}

function isByFirst(shape: Shape): shape is Extract<Shape, { byFirst: unknown }> {
  return typeof shape !== 'string' && 'byFirst' in shape;
}

function isType(type: number, shape: Shape): boolean {
  if (typeof shape === 'string') return (scalars[shape] as readonly number[]).includes(type);
  if ('oneOf' in shape) return type === scalars.i32[0];
  return type === ('fields' in shape ? structType : listType);
}
