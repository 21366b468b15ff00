import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { folderSize } from './folder-size.ts';

it('the size of a folder is that of all files below it; what is not there has none', async () => {
  const folder = temporaryFolder();
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  await writeFile(join(folder, 'one'), 'x'.repeat(10));
  await writeFile(join(folder, 'a', 'b', 'two'), 'x'.repeat(32));
  expect(await folderSize(folder)).toBe(42);
  expect(await folderSize(join(folder, 'gone'))).toBe(0);
  expect(await folderSize(join(folder, 'one'))).toBe(0);
});

it.skipIf(process.platform === 'win32')('links are not followed', async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'file'), 'x'.repeat(1000));
  await symlink(folder, join(folder, 'round'));
  expect(await folderSize(folder)).toBeLessThan(1100 + folder.length);
});
