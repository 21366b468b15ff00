import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Looking at many files blocks everything else; after this long others get their turn. */
const turnMilliseconds = 4;

/**
 * Bytes of all files below a folder; a folder that is not there has none. Links are not followed.
 *
 * @param counts by its name, whether a file counts; all do when left out
 */
export async function folderSize(
  folder: string,
  counts: (name: string) => boolean = () => true,
): Promise<number> {
  let bytes = 0;
  const waiting = [folder];
  let turnEnds = performance.now() + turnMilliseconds;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of entriesOf(at)) {
      const path = join(at, entry.name);
      // Files come and go meanwhile.
      if (entry.isDirectory()) waiting.push(path);
      else if (counts(entry.name)) bytes += lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (performance.now() < turnEnds) continue;
      await nextTurn();
      turnEnds = performance.now() + turnMilliseconds;
    }
  }
  return bytes;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
