import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { replaceFile, writeTextDurably } from '../../files/durable-files.ts';

export interface BadFile {
  /** Absolute path, on the file system of the quarantine. */
  readonly path: string;
  readonly feed: Feed;
  readonly day: string;
  readonly reason: string;
  readonly foundAt: Date;
  /** Address of the coordinator that it came from, where that is known. */
  readonly source?: string | undefined;
}

/**
 * Moves a bad file out of the cache and keeps it for a look, with the reason beside it.
 *
 * @returns absolute path of the file in quarantine
 */
export async function quarantineFile(quarantine: string, bad: BadFile): Promise<string> {
  const stamp = bad.foundAt.toISOString().replaceAll(/[:.]/g, '-');
  const path = dayFilePath(bad.feed, bad.day);
  const target = join(quarantine, `${path}.${stamp}.${randomBytes(3).toString('hex')}`);
  await mkdir(dirname(target), { recursive: true });
  await replaceFile(bad.path, target);
  const reason = {
    path,
    reason: bad.reason,
    found_at: bad.foundAt.toISOString(),
    source: bad.source ?? null,
  };
  await writeTextDurably(`${target}.reason.json`, `${JSON.stringify(reason, null, 2)}\n`);
  return target;
}

/** The days of a feed of which a bad file is kept. */
export async function quarantinedDays(quarantine: string, feed: Feed): Promise<ReadonlySet<string>> {
  return new Set((await quarantinedFiles(quarantine, feed)).map(({ day }) => day));
}

/** Deletes the bad files of some days, and what was written about them; gives the bytes that this frees. */
export async function removeQuarantined(
  quarantine: string,
  feed: Feed,
  days: ReadonlySet<string>,
): Promise<number> {
  let bytes = 0;
  for (const { day, path } of await quarantinedFiles(quarantine, feed)) {
    if (!days.has(day)) continue;
    bytes += (await stat(path)).size;
    await rm(path, { force: true });
  }
  return bytes;
}

const quarantinedName = /^(\d{4}-\d{2}-\d{2})\.parquet\./;

async function quarantinedFiles(quarantine: string, feed: Feed): Promise<{ day: string; path: string }[]> {
  const folder = join(quarantine, feedPath(feed));
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return names.flatMap((name) => {
    const day = quarantinedName.exec(name)?.[1];
    return day === undefined ? [] : [{ day, path: join(folder, name) }];
  });
}
