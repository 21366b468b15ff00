import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feed } from '../../src-core/feed/feed.ts';
import { feedSchema } from '../../src-core/feed/feed-schema.ts';
import { dayOf, dayStart } from '../../src-core/time/utc.ts';
import { dayFilePattern } from '../../src-core/feed/candle-file.ts';

/** A day of a feed, as a path names it. */
export interface DayOfFeed {
  readonly feed: Feed;
  readonly day: string;
}

/** A day file below a backfill root, or the remains of one that was being written. */
export interface FoundFile {
  readonly path: string;
  /** Undefined for remains. */
  readonly names: DayOfFeed | undefined;
}

const temporaryPattern = /^\.\d{4}-\d{2}-\d{2}\.parquet\.[0-9a-f]+\.tmp$/;

/**
 * Takes the five segments of a day file's path apart (contract section 1.6): safe names, a known kind, and a date that
 * exists. Everything else, traversal in whatever coding included, is undefined.
 */
export function parseDayFileSegments(segments: readonly string[]): DayOfFeed | undefined {
  const [source, subject, kind, granularity, fileName] = segments;
  const feed = feedSchema.safeParse({ source, subject, kind, granularity });
  const day = dayFilePattern.exec(fileName ?? '')?.[1];
  if (segments.length !== 5 || !feed.success || day === undefined) return undefined;
  const midnight = dayStart(day);
  return !Number.isNaN(midnight) && dayOf(midnight) === day ? { feed: feed.data, day } : undefined;
}

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
