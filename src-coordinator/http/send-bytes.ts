import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import type { ByteRange } from './byte-range.ts';
import type { OpenDayFile } from './day-file-handle.ts';

const mostBytesAtOnce = 256 * 1024;

/**
 * Sends a part of a file as the body of an answer whose head is written, and ends the answer; breaks it off when the file
 * cannot be read. All goes through the same memory: with memory anew for each piece, as streams have it, clearing up
 * after them takes as long as sending.
 */
export async function sendBytes(
  file: OpenDayFile,
  { first, last }: ByteRange,
  response: ServerResponse,
): Promise<void> {
  const { socket } = response.req;
  const gone = Promise.withResolvers<void>();
  const forget = finished(socket, () => gone.resolve());
  const memory = Buffer.allocUnsafe(Math.min(mostBytesAtOnce, last - first + 1));
  try {
    for (let at = first; at <= last && !socket.destroyed;) {
      const bytes = await file.read(memory.subarray(0, last - at + 1), at);
      if (bytes === 0) throw new Error('The file is shorter than it was.');
      at += bytes;
      const sent = Promise.withResolvers<void>();
      response.write(memory.subarray(0, bytes), () => sent.resolve());
      // An answer that waits for the one before it on the same connection is never told that this is gone.
      await Promise.race([sent.promise, gone.promise]);
    }
    response.end();
  } catch {
    response.destroy();
  } finally {
    forget();
    file.close();
  }
}
