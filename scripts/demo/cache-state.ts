import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder with its size and the time of its last change, as text to compare. */
export function folderState(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeNs } = statSync(path, { bigint: true });
      return `${path} ${size} ${mtimeNs}`;
    })
    .sort()
    .join('\n');
}
