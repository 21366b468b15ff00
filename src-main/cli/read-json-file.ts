import { readFile } from 'node:fs/promises';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

/**
 * The JSON in a file that the user named.
 *
 * @throws HindcastError `BAD_INPUT` when it cannot be read, `BAD_SPEC` when it is not JSON
 */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new HindcastError('BAD_INPUT', `${whyUnread(reason)} ${path}.`, {
      cause: error,
      details: { path, reason },
    });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new HindcastError('BAD_SPEC', `${path} is not JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function whyUnread(reason: string | undefined): string {
  if (reason === 'ENOENT') return 'There is no file';
  return reason === 'EISDIR' ? 'This is a folder, not a file:' : 'Cannot read the file';
}
