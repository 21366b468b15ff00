import { HindcastError } from '../errors/hindcast-error.ts';

/**
 * JSON with typed arrays, for carriers that have bytes only: the length of the JSON (32 bits, little-endian), the JSON
 * with `{"$array": [type, offset, length]}` in place of each array, padding, then the arrays, each at a multiple of 8. A key
 * of the value itself that reads `$array` gets a second `$` on the way.
 */
export const frameMediaType = 'application/x-hindcast-frame';

const arrayTypes = { f64: Float64Array, u8: Uint8Array } as const;
type ArrayType = keyof typeof arrayTypes;

// Every runtime has these, but they are part of neither the language nor of what core's types know.
const { TextEncoder, TextDecoder } = globalThis as unknown as {
  TextEncoder: new () => { encode(text: string): Uint8Array };
  TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
};

const lengthBytes = 4;
const alignment = 8;
const markOfValue = /^\$+array$/;
const escapedMark = /^\$\$+array$/;

/** Packs a value; numbers that JSON cannot hold are only kept inside typed arrays. */
export function encodeFrame(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: (Float64Array | Uint8Array)[] = [];
  let bytes = 0;
  const json = JSON.stringify(value, function (this: Record<string, unknown>, key: string, inner: unknown) {
    // What lies there, not what a toJSON of its own has made of it: Node's buffers have one.
    const array = this[key] as Float64Array | Uint8Array;
    const type = typeOf(array);
    if (type === undefined) return renameKeys(inner, markOfValue, (mark) => `$${mark}`);
    const offset = bytes;
    arrays.push(array);
    bytes = aligned(offset + array.byteLength);
    return { $array: [type, offset, array.length] };
  });
  const text = new TextEncoder().encode(json);
  const start = aligned(lengthBytes + text.length);
  const frame = new Uint8Array(start + bytes);
  new DataView(frame.buffer).setUint32(0, text.length, true);
  frame.set(text, lengthBytes);
  let offset = start;
  for (const array of arrays) {
    frame.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset = start + aligned(offset - start + array.byteLength);
  }
  return frame;
}

/**
 * The inverse of {@link encodeFrame}. Arrays are copies, so that they do not hold on to the frame.
 *
 * @throws HindcastError `BAD_INPUT` when the bytes are not a frame
 */
export function decodeFrame(bytes: Uint8Array): unknown {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Slices of a plain array are copies; those of Node's buffers are not.
    const frame = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const textLength = view.getUint32(0, true);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      frame.subarray(lengthBytes, lengthBytes + textLength),
    );
    const start = aligned(lengthBytes + textLength);
    return JSON.parse(text, (_, inner: unknown) => {
      const place = placeOf(inner);
      if (place === undefined) return renameKeys(inner, escapedMark, (mark) => mark.slice(1));
      const [type, offset, length] = place;
      const size = length * arrayTypes[type].BYTES_PER_ELEMENT;
      const copied = frame.slice(start + offset, start + offset + size);
      if (copied.byteLength !== size) throw new RangeError('an array ends outside the frame');
      return new arrayTypes[type](copied.buffer, copied.byteOffset, length);
    });
  } catch (cause) {
    throw new HindcastError('BAD_INPUT', 'The bytes received are not a Hindcast frame.', { cause });
  }
}

/** Whether a value holds a typed array anywhere, and so needs a frame. */
export function holdsArrays(value: unknown): boolean {
  return isObject(value) && objectHoldsArrays(value);
}

/** Loops without calls on what is no object: the snapshot of a full queue holds a quarter of a million values. */
function objectHoldsArrays(value: object): boolean {
  if (ArrayBuffer.isView(value)) return typeOf(value) !== undefined;
  if (Array.isArray(value)) {
    for (const inner of value as unknown[]) if (isObject(inner) && objectHoldsArrays(inner)) return true;
    return false;
  }
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (isObject(inner) && objectHoldsArrays(inner)) return true;
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The object under other keys; whatever has none of them as it is. */
function renameKeys(value: unknown, pattern: RegExp, rename: (key: string) => string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (!Object.keys(value).some((key) => pattern.test(key))) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [pattern.test(key) ? rename(key) : key, inner]),
  );
}

function typeOf(value: unknown): ArrayType | undefined {
  if (value instanceof Float64Array) return 'f64';
  return value instanceof Uint8Array ? 'u8' : undefined;
}

function placeOf(value: unknown): [ArrayType, number, number] | undefined {
  const place = (value as { $array?: unknown } | null)?.$array;
  if (!Array.isArray(place)) return undefined;
  const [type, offset, length] = place as unknown[];
  const known = typeof type === 'string' && Object.hasOwn(arrayTypes, type);
  if (!known || !isCount(offset) || !isCount(length) || offset % alignment !== 0) {
    throw new RangeError('an array has no place');
  }
  return [type as ArrayType, offset, length];
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function aligned(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
