import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Home } from '../../home/home.ts';

/** The folder of a home that holds what belongs to nothing, for a person to look at and delete. */
const lostAndFoundName = 'lost+found';

/** Moves a file or folder of the home out of the way; one of the same name that is there already stays. */
export function moveToLostAndFound(home: Home, path: string): void {
  const folder = join(home.root, lostAndFoundName);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = basename(path);
  let target = join(folder, name);
  for (let number = 2; existsSync(target); number++) target = join(folder, `${name}-${number}`);
  renameSync(path, target);
}
