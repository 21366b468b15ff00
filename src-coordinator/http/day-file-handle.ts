import { closeSync, constants, fstatSync, openSync, read, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';

const readInto = promisify(read);
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * An open day file. Only reading is left to another thread: to open a file whose path was looked up just before takes a
 * tenth of the time of handing that over.
 */
export class OpenDayFile {
  readonly #descriptor: number;
  /** Of the very bytes that it reads. */
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedMilliseconds: number;

  constructor(descriptor: number, sizeBytes: number, modifiedMilliseconds: number) {
    this.#descriptor = descriptor;
    this.sizeBytes = sizeBytes;
    this.modifiedMilliseconds = modifiedMilliseconds;
  }

  /** Reads from a position on; gives how many bytes came. Throws what the system says. */
  async read(memory: Uint8Array, position: number): Promise<number> {
    return (await readInto(this.#descriptor, memory, 0, memory.length, position)).bytesRead;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * Opens a day file below a folder. It stays whole while a rewrite takes its name. Undefined when it is not there, is no
 * file, or a link stands anywhere on the way to it: a link may lead out of the folder.
 *
 * @param path with `/` between segments, each of which has been checked
 */
export function openDayFile(root: string, path: string): OpenDayFile | undefined {
  let descriptor: number | undefined;
  try {
    const file = join(realpathSync.native(root), path.replaceAll('/', sep));
    if (realpathSync.native(file) !== file) return undefined;
    // Windows has neither of the last two, which then count as 0.
    descriptor = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (status.isFile()) return new OpenDayFile(descriptor, status.size, status.mtimeMs);
  } catch {
    // Whatever keeps it from being opened, it is not there for who asks.
  }
  if (descriptor !== undefined) closeSync(descriptor);
  return undefined;
}
