import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { QuarantinedFile } from '../../../../src-core/api/contract/cache-upkeep.ts';
import { feedSchema } from '../../../../src-core/feed/feed-schema.ts';

const reasonSchema = z.object({
  reason: z.string(),
  found_at: z.string(),
  source: z.string().nullish(),
});
const quarantinedName = /^(\d{4}-\d{2}-\d{2})\.parquet\..+(?<!\.reason\.json)$/;

/** The damaged files that are kept, the latest first. A file whose reason was lost is listed all the same. */
export async function listQuarantine(quarantine: string): Promise<QuarantinedFile[]> {
  const entries = await readdir(quarantine, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    },
  );
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
    const known = await readReason(path);
    files.push({
      id: [...segments, entry.name].join('/'),
      feed: feed.data,
      day,
      reason: known?.reason ?? 'What is wrong with it was not kept.',
      foundAt: known?.found_at ?? stats.mtime.toISOString(),
      sizeBytes: stats.size,
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

async function readReason(path: string): Promise<z.output<typeof reasonSchema> | undefined> {
  try {
    const parsed = reasonSchema.safeParse(JSON.parse(await readFile(`${path}.reason.json`, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
