const widestBits = 24;

/** Whether the numbers, of a bit each, begin with one run of ones as long as that: every row of an optional column has a value. */
export function isOneRun(bytes: Uint8Array, length: number): boolean {
  return valueOfOneRun(bytes, length) === 1;
}

/** The number that all are, of at most eight bits, when they begin with one run as long as that; undefined when not. */
export function valueOfOneRun(bytes: Uint8Array, length: number): number | undefined {
  let head = 0;
  for (let at = 0, scale = 1; at < 4; at++, scale *= 0x80) {
    const byte = bytes[at] ?? 0;
    head += (byte & 0x7f) * scale;
    if (byte < 0x80) return head % 2 === 0 && head / 2 >= length ? bytes[at + 1] : undefined;
  }
  return undefined;
}

/**
 * Decodes whole numbers in Parquet's hybrid of runs and packed bits
 * (https://parquet.apache.org/docs/file-format/data-pages/encodings, "RLE").
 *
 * @param width bits of a number
 * @param target as many numbers as there are to be
 * @throws RangeError when there are fewer, or numbers are wider than any dictionary of a day file needs
 */
export function decodeRuns(bytes: Uint8Array, width: number, target: Uint32Array): void {
  if (width > widestBits) throw new RangeError('too wide');
  const byteWidth = Math.ceil(width / 8);
  let at = 0;
  for (let row = 0; row < target.length;) {
    let head = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 0x1000_0000) throw new RangeError('no run');
      head += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    const count = Math.floor(head / 2);
    if (head % 2 === 0) {
      let value = 0;
      if (at + byteWidth > bytes.length) throw new RangeError('beyond the end');
      for (let byte = 0; byte < byteWidth; byte++) value |= (bytes[at++] as number) << (8 * byte);
      if (value >= 2 ** width) throw new RangeError('too wide');
      const stop = Math.min(target.length, row + count);
      target.fill(value, row, stop);
      row = stop;
      continue;
    }
    // Groups of eight numbers; those of the last group that are too many do not count.
    const packedBytes = count * width;
    if (at + packedBytes > bytes.length) throw new RangeError('beyond the end');
    const stop = Math.min(target.length, row + 8 * count);
    row = unpackBits(bytes, at, width, target, row, stop);
    at += packedBytes;
  }
}

function unpackBits(
  bytes: Uint8Array,
  from: number,
  width: number,
  target: Uint32Array,
  row: number,
  stop: number,
): number {
  const mask = (1 << width) - 1;
  let at = from;
  let held = 0;
  let bits = 0;
  let next = row;
  for (; next < stop; next++) {
    while (bits < width) {
      held |= (bytes[at++] as number) << bits;
      bits += 8;
    }
    target[next] = held & mask;
    held >>>= width;
    bits -= width;
  }
  return next;
}
