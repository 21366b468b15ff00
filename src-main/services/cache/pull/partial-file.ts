import { closeSync, fdatasync, fsync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const [syncAll, syncContent] = [promisify(fsync), promisify(fdatasync)];

/**
 * A file that is being filled. Only waiting for the disk is left to another thread: what goes no further than the
 * memory of the system takes less time than handing it over, of which a pull would do a thousand.
 */
export class PartialFile {
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Opens a file that is made or emptied (`w`), or one that is there (`r+`). Throws what the system says. */
  static open(path: string, flags: 'w' | 'r+'): PartialFile {
    return new PartialFile(openSync(path, flags));
  }

  /** Writes from a position on; gives how many bytes found room. Throws what the system says. */
  write(piece: Uint8Array, position: number): number {
    return writeSync(this.#descriptor, piece, 0, piece.byteLength, position);
  }

  /** Waits until content and length are on the disk. */
  syncContent(): Promise<void> {
    return syncContent(this.#descriptor);
  }

  /** Waits until all is on the disk. */
  sync(): Promise<void> {
    return syncAll(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
