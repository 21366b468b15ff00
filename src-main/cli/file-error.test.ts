import { expect, it } from 'vitest';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { fileError } from './file-error.ts';

const refusal = (code: string) =>
  Object.assign(new Error(`${code}: mkdir '/home/x'`), { code, path: '/home/x' });

it.each([
  ['EACCES', 'BAD_INPUT', 'You may not do that with /home/x: permission is denied.'],
  ['EROFS', 'BAD_INPUT', '/home/x cannot be written: its disk can only be read.'],
  ['ENOSPC', 'DISK_FULL', '/home/x cannot be written: its disk is full.'],
])('a refusal of the file system is told in a sentence: %s', (code, told, message) => {
  expect(fileError(refusal(code))).toMatchObject({ code: told, message, details: { path: '/home/x' } });
});

it('whatever else was thrown is left as it is', () => {
  expect(fileError(refusal('EBADF'))).toBeUndefined();
  expect(fileError(new HindcastError('BAD_SPEC', 'No.'))).toBeUndefined();
  expect(fileError('thrown')).toBeUndefined();
});
