import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseUnfinishedName } from '../../../../src-core/data/unfinished-file.ts';
import { isAbandoned, tokenOfUnfinished } from '../../files/unfinished-token.ts';
import { parseDownloadToken } from './download-token.ts';

/** What a download that was given up had received is kept for this long. */
const keptMilliseconds = 7 * 86_400_000;

/**
 * Deletes the unfinished files of a folder, day files and others, whose writer is gone; those of a living process are
 * its own affair. What a later pull can go on with stays for a week.
 *
 * @param now milliseconds since the epoch
 */
export async function removeStaleUnfinished(folder: string, now = Date.now()): Promise<void> {
  await removeWhere(folder, async (token, path) => {
    if (!isAbandoned(token)) return false;
    if (parseDownloadToken(token) === undefined) return true;
    const stats = await stat(path).catch(() => undefined);
    return stats !== undefined && now - stats.mtimeMs > keptMilliseconds;
  });
}

/** Deletes the unfinished files of a folder that carry a token. */
export async function removeUnfinished(folder: string, token: string): Promise<void> {
  await removeWhere(folder, (other) => Promise.resolve(other === token));
}

async function removeWhere(
  folder: string,
  isUnwanted: (token: string, path: string) => Promise<boolean>,
): Promise<void> {
  for (const name of await readdir(folder)) {
    const token = parseUnfinishedName(name)?.token ?? tokenOfUnfinished(name);
    const path = join(folder, name);
    if (token !== undefined && (await isUnwanted(token, path))) await rm(path, { force: true });
  }
}
