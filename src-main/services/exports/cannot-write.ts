import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'there is a folder of that name',
  NOT_A_FILE: 'it is a device or a pipe, not a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
};

const diskIsFull = new Set(['ENOSPC', 'EDQUOT']);

/** What a failed attempt to write a file comes to: `DISK_FULL`, or `BAD_INPUT` saying why that place will not do. */
export function cannotWrite(path: string, thrown: unknown): HindcastError {
  const reason = (thrown as NodeJS.ErrnoException | null)?.code ?? '';
  return new HindcastError(
    diskIsFull.has(reason) ? 'DISK_FULL' : 'BAD_INPUT',
    `Cannot write ${path}: ${reasons[reason] ?? reason}. Choose another place.`,
    { cause: thrown, details: { path, reason } },
  );
}
