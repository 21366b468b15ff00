import { Buffer } from 'node:buffer';

const headerBytes = 5;
/** More than any block of predictions can take; a longer frame means that something else wrote to the channel. */
const longestFrame = 1 << 30;

/** One message of the channel to the Python host: a type of one letter and its payload. */
export interface Frame {
  readonly type: string;
  readonly payload: Buffer;
}

/** A frame as bytes: type, length as four little-endian bytes, payload. */
export function encodeFrame(type: string, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes + payload.byteLength);
  frame.write(type, 0, 'latin1');
  frame.writeUInt32LE(payload.byteLength, 1);
  frame.set(payload, headerBytes);
  return frame;
}

export function encodeJsonFrame(type: string, value: unknown): Buffer {
  return encodeFrame(type, Buffer.from(JSON.stringify(value)));
}

/** Cuts the bytes that come out of the channel into frames. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #needed = headerBytes;

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** @throws Error when the bytes are no frames */
  write(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    while (this.#bytes >= this.#needed) {
      const data = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
      this.#chunks = [data];
      const length = data.readUInt32LE(1);
      if (length > longestFrame) throw new Error(`A frame of ${length} bytes cannot be right.`);
      this.#needed = headerBytes + length;
      if (this.#bytes < this.#needed) return;
      const frame = {
        type: String.fromCharCode(data[0] as number),
        payload: data.subarray(headerBytes, this.#needed),
      };
      const rest = data.subarray(this.#needed);
      this.#chunks = rest.byteLength === 0 ? [] : [rest];
      this.#bytes = rest.byteLength;
      this.#needed = headerBytes;
      this.#onFrame(frame);
    }
  }
}
