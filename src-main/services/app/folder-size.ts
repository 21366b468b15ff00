import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of all files below a folder; links are not followed, what disappears meanwhile counts nothing. */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  // One folder at a time: a cache of years must not open thousands of files at once.
  for (const entry of entries) {
    if (entry.isDirectory()) bytes += await folderSize(join(folder, entry.name));
  }
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map((file) =>
      lstat(join(folder, file.name)).then(
        (status) => status.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, bytes);
}
