import { varint, zigzag } from './thrift.ts';

/** How values are kept, by Parquet's numbers (https://parquet.apache.org/docs/file-format/data-pages/encodings). */
export const encoding = { plain: 0, rle: 3, deltaBinaryPacked: 5, rleDictionary: 8 } as const;

/** Which rows have a value: all, none, or those of the bits that are set, the lowest bit first. */
export type Presence = 'all' | 'none' | Uint8Array;

/** The values of one column in one row group. Multi-byte numbers are little-endian, as on every machine that Node runs on. */
export interface EncodedColumn {
  readonly rows: number;
  readonly encoding: (typeof encoding)[keyof typeof encoding];
  readonly presence: Presence;
  readonly values: readonly Uint8Array[];
  /** What the values are indices into, where they are. */
  readonly dictionary?: { readonly count: number; readonly values: Uint8Array };
}

/** Doubles as they are, without a copy when all exist; NaN is null. */
export function encodeDoubles(column: Float64Array): EncodedColumn {
  const { present, presence } = splitNaN(column);
  return { rows: column.length, encoding: encoding.plain, presence, values: [bytesOf(present)] };
}

/** Times in whole seconds as microseconds, kept as differences: regular ones take next to nothing. NaN is null. */
export function encodeTimes(seconds: Float64Array): EncodedColumn {
  const { present, presence } = splitNaN(seconds);
  const values = [differences(present, 1_000_000)];
  return { rows: seconds.length, encoding: encoding.deltaBinaryPacked, presence, values };
}

/** Names as indices into all of them. */
export function encodeNames(indices: Uint8Array | Uint16Array, names: readonly string[]): EncodedColumn {
  const width = names.length <= 0x100 ? 8 : 16;
  const first = indices[0] ?? 0;
  const values = isConstant(indices)
    ? [Uint8Array.from([width, ...repeated(indices.length, [first & 0xff, first >> 8].slice(0, width / 8))])]
    : [Uint8Array.from([width, ...packedHead(indices.length)]), paddedToGroups(indices, width)];
  return {
    rows: indices.length,
    encoding: encoding.rleDictionary,
    presence: 'all',
    values,
    dictionary: { count: names.length, values: plainTexts(names) },
  };
}

/**
 * Texts that few rows have.
 *
 * @param texts by row of the table, of which the column has `from` (included) to `to` (not included)
 */
export function encodeTexts(texts: ReadonlyMap<number, string>, from: number, to: number): EncodedColumn {
  const presence = new Uint8Array(Math.ceil((to - from) / 8));
  const present: string[] = [];
  for (let row = from; texts.size > 0 && row < to; row++) {
    const text = texts.get(row);
    if (text === undefined) continue;
    present.push(text);
    setBit(presence, row - from);
  }
  return {
    rows: to - from,
    encoding: encoding.plain,
    presence: present.length === 0 ? 'none' : presence,
    values: [plainTexts(present)],
  };
}

/** Which rows have a value, as a page begins with it: definition levels of 0 and 1, after their length. */
export function definitionLevels({ rows, presence }: EncodedColumn): Uint8Array[] {
  const levels =
    typeof presence === 'string'
      ? [Uint8Array.from(repeated(rows, [presence === 'all' ? 1 : 0]))]
      : [Uint8Array.from(packedHead(rows)), presence];
  const length = levels.reduce((sum, part) => sum + part.length, 0);
  return [littleEndian(length), ...levels];
}

/** A whole number as four bytes. */
export function littleEndian(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

/** The values that exist, and which rows they are of. */
function splitNaN(column: Float64Array): { present: Float64Array; presence: Presence } {
  let missing = 0;
  for (let row = 0; row < column.length; row++) missing += Number(Number.isNaN(column[row]));
  if (missing === 0) return { present: column, presence: 'all' };
  const present = new Float64Array(column.length - missing);
  const presence = new Uint8Array(Math.ceil(column.length / 8));
  let count = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number;
    if (Number.isNaN(value)) continue;
    present[count++] = value;
    setBit(presence, row);
  }
  return { present, presence };
}

function setBit(bits: Uint8Array, position: number): void {
  bits[position >> 3] = (bits[position >> 3] as number) | (1 << (position & 7));
}

function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

const valuesPerBlock = 128;
const miniblocks = 4;
const valuesPerMiniblock = valuesPerBlock / miniblocks;
const mostBytesPerDifference = 7;
const mostBytesOfHead = 16;

/**
 * Whole numbers as differences from one to the next, block by block as the excess over the smallest. Parquet packs an
 * excess into any number of bits; here it takes whole bytes.
 *
 * @param scale what every number is multiplied by
 */
function differences(numbers: Float64Array, scale: number): Uint8Array {
  const head = [
    ...[valuesPerBlock, miniblocks, numbers.length].flatMap(varint),
    ...signed(numbers[0] ?? 0, scale),
  ];
  const blocks = Math.ceil(Math.max(0, numbers.length - 1) / valuesPerBlock);
  const bytes = new Uint8Array(
    head.length + blocks * (mostBytesOfHead + valuesPerBlock * mostBytesPerDifference),
  );
  bytes.set(head);
  let length = head.length;
  const bounds = new Float64Array(2);
  for (let start = 1; start < numbers.length; start += valuesPerBlock) {
    const end = Math.min(start + valuesPerBlock, numbers.length);
    findBounds(numbers, start, end, bounds);
    const [smallest = 0, largest = 0] = bounds;
    const width = byteWidth((largest - smallest) * scale);
    const used = Math.ceil((end - start) / valuesPerMiniblock);
    const blockHead = signed(smallest, scale);
    bytes.set(blockHead, length);
    length += blockHead.length;
    bytes.fill(8 * width, length, length + used);
    length += miniblocks;
    if (width === 0) continue;
    for (let index = start; index < end; index++) {
      const excess = (numbers[index] as number) - (numbers[index - 1] as number) - smallest;
      writeBytes(bytes, length, excess * scale, width);
      length += width;
    }
    // The last miniblock is as long as any; what it holds beyond the end is not read.
    length += (used * valuesPerMiniblock - (end - start)) * width;
  }
  return bytes.slice(0, length);
}

/** The smallest and the largest difference between a number from `start` on, up to `end` (not included), and the one before. */
function findBounds(numbers: Float64Array, start: number, end: number, bounds: Float64Array): void {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = start; index < end; index++) {
    const difference = (numbers[index] as number) - (numbers[index - 1] as number);
    if (difference < smallest) smallest = difference;
    if (difference > largest) largest = difference;
  }
  bounds[0] = smallest;
  bounds[1] = largest;
}

/** A whole number from 0 up as so many bytes, the lowest first. */
function writeBytes(bytes: Uint8Array, at: number, value: number, width: number): void {
  let left = value;
  for (let byte = 0; byte < width; byte++) {
    bytes[at + byte] = left % 0x100;
    left = Math.floor(left / 0x100);
  }
}

function signed(value: number, scale: number): number[] {
  return varint(zigzag(value * scale));
}

/** Bytes that a whole number from 0 up takes; none for 0. */
function byteWidth(value: number): number {
  let width = 0;
  for (let left = value; left >= 1; left /= 0x100) width++;
  return width;
}

/** One value again and again. */
function repeated(count: number, value: readonly number[]): number[] {
  return [...varint(2 * count), ...value];
}

/** What comes before values that stand one after the other, in groups of eight. */
function packedHead(count: number): number[] {
  return varint(2 * Math.ceil(count / 8) + 1);
}

function isConstant(indices: Uint8Array | Uint16Array): boolean {
  for (let row = 1; row < indices.length; row++) if (indices[row] !== indices[0]) return false;
  return true;
}

function paddedToGroups(indices: Uint8Array | Uint16Array, width: 8 | 16): Uint8Array {
  const length = Math.ceil(indices.length / 8) * 8;
  const padded = width === 8 ? new Uint8Array(length) : new Uint16Array(length);
  padded.set(indices);
  return new Uint8Array(padded.buffer);
}

/** Each text with its length before it. */
function plainTexts(texts: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const bytes = new Uint8Array(encoded.reduce((sum, text) => sum + 4 + text.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const text of encoded) {
    view.setUint32(at, text.length, true);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}
