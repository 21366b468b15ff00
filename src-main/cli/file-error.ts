import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

/** A refusal of the file system in the form of every other error; undefined for whatever else was thrown. */
export function fileError(thrown: unknown): HindcastError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, path } = thrown as NodeJS.ErrnoException;
  if (path === undefined) return undefined;
  const options = { cause: thrown, details: { path, reason: code } };
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new HindcastError(
        'BAD_INPUT',
        `You may not do that with ${path}: permission is denied.`,
        options,
      );
    case 'EROFS':
      return new HindcastError('BAD_INPUT', `${path} cannot be written: its disk can only be read.`, options);
    case 'ENOSPC':
    case 'EDQUOT':
      return new HindcastError('DISK_FULL', `${path} cannot be written: its disk is full.`, options);
    default:
      return undefined;
  }
}
