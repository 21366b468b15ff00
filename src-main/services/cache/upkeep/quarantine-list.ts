import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { QuarantinedFile } from '../../../../src-core/api/contract/cache-upkeep.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../../src-core/feed/feed-schema.ts';
import { readNotes } from '../../files/json-notes.ts';
import { namesIn } from '../../files/names-in.ts';
import type { DayFileOrigin } from '../ledger-document.ts';

const reasonSchema = z.object({
  reason: z.string(),
  found_at: z.string(),
  /** Notes of earlier versions have none; their source is a coordinator. */
  origin: z.string().nullish(),
  source: z.string().nullish(),
});
const quarantinedName = /^(\d{4}-\d{2}-\d{2})\.parquet\..+(?<!\.reason\.json)$/;

/** The days of a feed of which a damaged file is kept. */
export async function quarantinedDays(quarantine: string, feed: Feed): Promise<ReadonlySet<string>> {
  const names = await namesIn(join(quarantine, feedPath(feed)));
  return new Set(names.flatMap((name) => quarantinedName.exec(name)?.[1] ?? []));
}

/**
 * The damaged files that are kept, the latest first. A file whose reason was lost is listed all the same.
 *
 * @param only the feed to list; all when left out
 */
export async function listQuarantine(quarantine: string, only?: Feed): Promise<QuarantinedFile[]> {
  const folder = only === undefined ? quarantine : join(quarantine, feedPath(only));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const files: QuarantinedFile[] = [];
  for (const entry of entries) {
    const day = quarantinedName.exec(entry.name)?.[1];
    if (!entry.isFile() || day === undefined) continue;
    const segments = entry.parentPath.slice(quarantine.length + 1).split(/[/\\]/);
    const [source, subject, kind, granularity] = segments;
    const feed = feedSchema.safeParse({ source, subject, kind, granularity });
    if (!feed.success || segments.length !== 4) continue;
    const path = join(entry.parentPath, entry.name);
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined) continue;
    const known = await readNotes(`${path}.reason.json`, reasonSchema);
    files.push({
      id: [...segments, entry.name].join('/'),
      feed: feed.data,
      day,
      reason: known?.reason ?? 'What is wrong with it was not kept.',
      foundAt: known?.found_at ?? stats.mtime.toISOString(),
      sizeBytes: stats.size,
      origin: known?.origin ?? null,
      source: known?.source ?? null,
    });
  }
  return files.sort((left, right) => (left.foundAt > right.foundAt ? -1 : 1));
}

/** Deletes files of the list, and what was written about them; gives how many there were and their bytes. */
export async function discardQuarantined(
  quarantine: string,
  files: readonly QuarantinedFile[],
): Promise<{ files: number; freedBytes: number }> {
  for (const { id } of files) {
    const path = join(quarantine, ...id.split('/'));
    await rm(path, { force: true });
    await rm(`${path}.reason.json`, { force: true });
  }
  return { files: files.length, freedBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

/** Deletes the damaged files of days that were brought anew in the way that those came; what came otherwise is kept. */
export async function discardReplaced(
  quarantine: string,
  feed: Feed,
  days: readonly string[],
  origin: DayFileOrigin,
): Promise<void> {
  const files = await listQuarantine(quarantine, feed);
  await discardQuarantined(
    quarantine,
    files.filter((file) => file.origin === origin && days.includes(file.day)),
  );
}
