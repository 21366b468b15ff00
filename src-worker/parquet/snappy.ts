/** Literals from this length on are copied as a whole; shorter ones word by word, which costs less. */
const longLiteral = 64;
const wordBytes = 4;

/**
 * Undoes Snappy's block format (https://github.com/google/snappy/blob/main/format_description.txt).
 *
 * @param target filled from the start; has exactly the length of what was compressed
 * @throws RangeError when the bytes are no such block, or of another length
 */
export function decompressSnappy(source: Uint8Array, target: Uint8Array): void {
  const end = source.length;
  const size = target.length;
  const from = new DataView(source.buffer, source.byteOffset, end);
  const to = new DataView(target.buffer, target.byteOffset, size);
  // Words are copied whole up to here: what is too much of the last one is overwritten by what follows.
  const lastWordFrom = end - wordBytes;
  const lastWordTo = size - wordBytes;
  let at = skipLength(source, size);
  let filled = 0;
  while (at < end) {
    const tag = source[at++] as number;
    const kind = tag & 3;
    if (kind === 0) {
      let length = (tag >>> 2) + 1;
      if (length > 60) {
        const bytes = length - 60;
        length = 1 + littleEndianAt(source, at, bytes);
        at += bytes;
      }
      const stop = filled + length;
      if (at + length > end || stop > size) throw new RangeError('beyond the end');
      if (length >= longLiteral) {
        target.set(source.subarray(at, at + length), filled);
      } else {
        let read = at;
        let write = filled;
        for (; write < stop && write <= lastWordTo && read <= lastWordFrom; write += wordBytes) {
          to.setInt32(write, from.getInt32(read));
          read += wordBytes;
        }
        while (write < stop) target[write++] = source[read++] as number;
      }
      at += length;
      filled = stop;
      continue;
    }
    let length: number;
    let offset: number;
    if (kind === 1) {
      length = ((tag >>> 2) & 7) + 4;
      offset = ((tag >>> 5) << 8) | (source[at] as number);
      at += 1;
    } else if (kind === 2) {
      length = (tag >>> 2) + 1;
      offset = (source[at] as number) | ((source[at + 1] as number) << 8);
      at += 2;
    } else {
      length = (tag >>> 2) + 1;
      offset = littleEndianAt(source, at, 4);
      at += 4;
    }
    const stop = filled + length;
    if (at > end || offset === 0 || offset > filled || stop > size) throw new RangeError('beyond the end');
    // A copy may overlap what it makes: then it repeats.
    let write = filled;
    if (offset >= wordBytes) {
      for (; write < stop && write <= lastWordTo; write += wordBytes) {
        to.setInt32(write, to.getInt32(write - offset));
      }
    }
    for (; write < stop; write++) target[write] = target[write - offset] as number;
    filled = stop;
  }
  if (filled !== size) throw new RangeError('another length');
}

/** Where the block begins, behind its length. */
function skipLength(source: Uint8Array, size: number): number {
  let stated = 0;
  for (let at = 0; at < 5; at++) {
    const byte = source[at] ?? 0;
    stated += (byte & 0x7f) * 2 ** (7 * at);
    if (byte >= 0x80) continue;
    if (stated !== size) break;
    return at + 1;
  }
  throw new RangeError('another length');
}

function littleEndianAt(source: Uint8Array, at: number, bytes: number): number {
  let value = 0;
  for (let byte = bytes - 1; byte >= 0; byte--) value = value * 0x100 + (source[at + byte] ?? 0);
  return value;
}
