import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

const marker = '.hindcast-demo';

/**
 * Makes an empty folder for a demo. One that an earlier demo left is emptied; it is known by a file in it.
 *
 * @returns its absolute path
 * @throws HindcastError `BAD_INPUT` when the folder holds anything else
 */
export function openDemoFolder(path: string): string {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder);
  if (names.length > 0 && !existsSync(join(folder, marker))) {
    throw new HindcastError(
      'BAD_INPUT',
      `${folder} holds files that are not of a demo. Name another folder with --out.`,
    );
  }
  for (const name of names) rmSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, marker), 'Made by "npm run demo", which empties this folder each time.\n');
  return folder;
}
