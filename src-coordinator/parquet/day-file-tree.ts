import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDayFileSegments, type DayOfFeed } from '../../src-core/feed/day-file-path.ts';

/** A day file below a backfill root, or the remains of one that was being written. */
export interface FoundFile {
  readonly path: string;
  /** Undefined for remains. */
  readonly names: DayOfFeed | undefined;
}

const temporaryPattern = /^\.\d{4}-\d{2}-\d{2}\.parquet\.[0-9a-f]+\.tmp$/;

/** The name under which a day file is written before it takes its place. */
export function temporaryName(fileName: string, random: string): string {
  return `.${fileName}.${random}.tmp`;
}

/** Every day file below `root`, and every temporary file that a crash left there. */
export async function findDayFiles(root: string): Promise<FoundFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry): FoundFile[] => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    if (temporaryPattern.test(entry.name)) return [{ path, names: undefined }];
    const names = parseDayFileSegments(path.slice(root.length + 1).split(/[/\\]/));
    return names === undefined ? [] : [{ path, names }];
  });
}
