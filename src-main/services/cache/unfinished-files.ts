import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenOfUnfinished } from '../../../src-core/data/unfinished-file.ts';
import { isProcessAlive, stampOfProcess } from '../jobs/process-stamp.ts';

/** A token for the names of files that this process is about to write, different each time. */
export function newUnfinishedToken(): string {
  return `${stampOfProcess(process.pid)}.${randomBytes(4).toString('hex')}`;
}

/** Deletes the unfinished files of a folder whose writer is gone; those of a living process are its own affair. */
export async function removeStaleUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const token = tokenOfUnfinished(name);
    if (token === undefined) continue;
    const stamp = token.slice(0, token.lastIndexOf('.'));
    if (!isProcessAlive(stamp)) await rm(join(folder, name), { force: true });
  }
}
