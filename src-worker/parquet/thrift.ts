/**
 * Values in Thrift's compact protocol, in which Parquet keeps its metadata
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
 */
export interface ThriftValue {
  /** The protocol's number for the type of the value. */
  readonly type: number;
  readonly bytes: readonly number[];
}

const types = { true: 1, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 };
/** Lists of this many elements or more carry their length apart. */
const longList = 15;

export const yes: ThriftValue = { type: types.true, bytes: [] };

export function i32(value: number): ThriftValue {
  return { type: types.i32, bytes: varint(zigzag(value)) };
}

/** @param value a whole number that a double holds exactly, also when doubled */
export function i64(value: number): ThriftValue {
  return { type: types.i64, bytes: varint(zigzag(value)) };
}

export function text(value: string): ThriftValue {
  const bytes = new TextEncoder().encode(value);
  return { type: types.binary, bytes: [...varint(bytes.length), ...bytes] };
}

/** @param items at least one, all of one type */
export function list(items: readonly ThriftValue[]): ThriftValue {
  const type = items[0]?.type ?? types.struct;
  const head =
    items.length < longList
      ? [(items.length << 4) | type]
      : [(longList << 4) | type, ...varint(items.length)];
  return { type: types.list, bytes: [...head, ...items.flatMap((item) => item.bytes)] };
}

/** @param fields by their numbers, which lie no more than 15 apart */
export function struct(fields: Readonly<Record<number, ThriftValue>>): ThriftValue {
  const bytes: number[] = [];
  let last = 0;
  for (const [number, value] of Object.entries(fields)) {
    bytes.push(((Number(number) - last) << 4) | value.type);
    // One by one: the footer of a large file is more than a call takes as arguments.
    for (const byte of value.bytes) bytes.push(byte);
    last = Number(number);
  }
  return { type: types.struct, bytes: [...bytes, 0] };
}

/** Whole numbers so that small ones, negative or not, are short as a varint. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** A whole number from 0 up, seven bits a byte, the lowest first. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
  return bytes;
}
