import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { syncFolder, writePrivatelyAndDurably } from './durable-files.ts';

const longestNameBytes = 200;
/** Names that some system takes for a device, a stream, a folder or a pattern. */
const unsafeCharacters = /[\p{Cc}/\\:*?"<>|]/u;
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;

/**
 * Keeps a file that a page has handed over, in a folder named after its content: the same file again is the same path,
 * other content under the same name is another.
 *
 * @param folder absolute path of the folder of all uploads; created when needed
 * @returns absolute path of the file, which is on the disk by then
 * @throws HindcastError `UNSAFE_PATH` for a name that not every system can keep; `DISK_FULL`
 */
export async function keepUpload(folder: string, name: string, content: Uint8Array): Promise<string> {
  requireSafeName(name);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const place = join(folder, hash);
  const path = join(place, name);
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isFile() === true && existing.size === content.byteLength) return path;
  try {
    await mkdir(place, { recursive: true, mode: 0o700 });
    await writePrivatelyAndDurably(path, content);
    await syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new HindcastError('DISK_FULL', `The disk is full; ${name} could not be kept.`, { cause: error });
  }
  return path;
}

function requireSafeName(name: string): void {
  const isSafe =
    name.length > 0 &&
    Buffer.byteLength(name) <= longestNameBytes &&
    name.isWellFormed() &&
    !unsafeCharacters.test(name) &&
    !deviceName.test(name) &&
    !/^\.|[. ]$/.test(name);
  if (isSafe) return;
  throw new HindcastError(
    'UNSAFE_PATH',
    'The file has a name that cannot be kept. Give it one of letters, digits, dots and dashes.',
  );
}
