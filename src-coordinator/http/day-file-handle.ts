import { constants, realpathSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** An open day file; `size` and `modified` are of the very bytes that it reads. */
export interface OpenDayFile {
  readonly handle: FileHandle;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedMilliseconds: number;
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * Opens a day file below a folder. It stays whole while a rewrite takes its name. Undefined when it is not there, is no
 * file, or a link stands anywhere on the way to it: a link may lead out of the folder.
 *
 * @param path with `/` between segments, each of which has been checked
 */
export async function openDayFile(root: string, path: string): Promise<OpenDayFile | undefined> {
  let handle: FileHandle | undefined;
  try {
    // Synchronous: handing it to a thread takes ten times as long as looking.
    const file = join(realpathSync.native(root), path.replaceAll('/', sep));
    if (realpathSync.native(file) !== file) return undefined;
    // Windows has neither of the last two, which then count as 0.
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const status = await handle.stat();
    if (status.isFile()) return { handle, size: status.size, modifiedMilliseconds: status.mtimeMs };
  } catch {
    // Whatever keeps it from being opened, it is not there for who asks.
  }
  await handle?.close();
  return undefined;
}
