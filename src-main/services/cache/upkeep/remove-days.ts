import { rm, stat } from 'node:fs/promises';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { syncFolder } from '../../files/durable-files.ts';
import type { CandleCache } from '../candle-cache.ts';
import { changeCoordinatorDays, removeCoordinatorDays } from '../versions/coordinator-days.ts';
import { removeUses } from './day-uses.ts';
import { readLedger, removeLedger, updateLedger } from '../ledger.ts';
import { removeStaleUnfinished } from '../pull/unfinished-files.ts';
import { removeEmptyFolders } from './empty-folders.ts';

export interface RemovedDays {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Deletes day files of a feed, and its folder when that is empty then. Their ledger entries go first: a crash in
 * between leaves good files that are not in the ledger, which every command can handle and the next removal deletes. An
 * entry without a file would make a file that comes later look altered.
 *
 * @param days UTC days; those without a file count nothing
 */
export async function removeDays(
  cache: CandleCache,
  feed: Feed,
  days: readonly string[],
): Promise<RemovedDays> {
  const folder = cache.folderOf(feed);
  await removeStaleUnfinished(folder);
  const unwanted = new Set(days);
  const remaining = (await cache.cachedDays(feed)).filter((day) => !unwanted.has(day));
  if (remaining.length === 0) {
    await removeCoordinatorDays(folder);
    await removeUses(folder);
    await removeLedger(folder);
  } else {
    await changeCoordinatorDays(folder, (known) => {
      for (const day of days) known.delete(day);
    });
    const entered = [...(await readLedger(folder)).keys()].filter((day) => unwanted.has(day));
    await updateLedger(folder, new Map(entered.map((day) => [day, null])));
  }
  let [files, bytes] = [0, 0];
  for (const day of days) {
    const size = await removeFile(cache.pathOf(feed, day));
    if (size === undefined) continue;
    files++;
    bytes += size;
  }
  await syncFolder(folder);
  if (remaining.length === 0) await removeEmptyFolders(folder, cache.root);
  return { files, bytes };
}

/** The size of the file that was deleted, in bytes; undefined when there was none. */
async function removeFile(path: string): Promise<number | undefined> {
  try {
    const { size } = await stat(path);
    await rm(path);
    return size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
