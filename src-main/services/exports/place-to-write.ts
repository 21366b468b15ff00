import { access, constants, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cannotWrite } from './cannot-write.ts';

/**
 * Where a file that the user named is to be written: what a link points to is replaced, and not the link.
 *
 * @param path absolute
 * @throws HindcastError `BAD_INPUT` when no file can stand there; a device or a pipe would be gone in place of it
 */
export async function placeToWrite(path: string): Promise<string> {
  const place = await realpath(path).catch(() => path);
  try {
    await access(dirname(place), constants.W_OK);
    const found = await stat(place).catch(ignoreMissing);
    if (found?.isDirectory() === true) throw codedError('EISDIR');
    if (found?.isFile() === false) throw codedError('NOT_A_FILE');
  } catch (error) {
    throw cannotWrite(path, error);
  }
  return place;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function codedError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
