import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenOfUnfinished } from '../../../src-core/data/unfinished-file.ts';
import { isProcessAlive, stampOfProcess } from '../jobs/running/process-stamp.ts';

/** A token for the names of files that this process is about to write, different each time. */
export function newUnfinishedToken(): string {
  return `${stampOfProcess(process.pid)}.${randomBytes(4).toString('hex')}`;
}

/** Deletes the unfinished files of a folder whose writer is gone; those of a living process are its own affair. */
export async function removeStaleUnfinished(folder: string): Promise<void> {
  await removeWhere(folder, (token) => !isProcessAlive(token.slice(0, token.lastIndexOf('.'))));
}

/** Deletes the unfinished files of a folder that carry a token. */
export async function removeUnfinished(folder: string, token: string): Promise<void> {
  await removeWhere(folder, (other) => other === token);
}

async function removeWhere(folder: string, isUnwanted: (token: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    const token = tokenOfUnfinished(name);
    if (token !== undefined && isUnwanted(token)) await rm(join(folder, name), { force: true });
  }
}
