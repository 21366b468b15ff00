import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { placeToWrite } from './place-to-write.ts';

const refused = (reason: string) => ({
  code: 'BAD_INPUT',
  message: expect.stringContaining(reason),
});

describe('the place that a file is written to', () => {
  it('is what the user named, there already or not', async () => {
    const folder = realpathSync(temporaryFolder());
    const path = join(folder, 'out.csv');
    expect(await placeToWrite(path)).toBe(path);
    writeFileSync(path, 'old');
    expect(await placeToWrite(path)).toBe(path);
  });

  it.skipIf(process.platform === 'win32')('is the file that a link points to', async () => {
    const folder = realpathSync(temporaryFolder());
    writeFileSync(join(folder, 'real.csv'), 'old');
    symlinkSync('real.csv', join(folder, 'link.csv'));
    expect(await placeToWrite(join(folder, 'link.csv'))).toBe(join(folder, 'real.csv'));
  });

  it('is no folder, and in no folder that is not there', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'taken'));
    await expect(placeToWrite(join(folder, 'taken'))).rejects.toMatchObject(
      refused('there is a folder of that name'),
    );
    await expect(placeToWrite(join(folder, 'missing', 'out.csv'))).rejects.toMatchObject(
      refused('its folder does not exist'),
    );
  });

  it.skipIf(process.platform === 'win32')('is no device, which a file would take the place of', async () => {
    await expect(placeToWrite('/dev/null')).rejects.toMatchObject(refused('it is a device or a pipe'));
  });
});
