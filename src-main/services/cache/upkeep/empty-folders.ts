import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Reasons why a folder stays: it is in use or gone already. None is harmful, since feeds are told by their files. */
const folderStays = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY', 'EPERM', 'EACCES']);

/** Removes a folder and those above it as far as they are empty; the root stays. */
export async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      if (folderStays.has((error as NodeJS.ErrnoException).code ?? '')) return;
      throw error;
    }
  }
}
