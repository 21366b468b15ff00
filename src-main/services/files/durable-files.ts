import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unfinishedName } from '../../../src-core/data/unfinished-file.ts';
import { newUnfinishedToken } from './unfinished-token.ts';

/** On Windows a virus scanner or indexer may hold a file for a moment, and renaming over it fails meanwhile. */
const passingRenameFailures = new Set(['EPERM', 'EACCES', 'EBUSY']);
const renameTries = process.platform === 'win32' ? 12 : 1;
const firstRenameDelayMilliseconds = 10;

const ownerOnly = 0o600;

type FileContent = AsyncIterable<Uint8Array> | Iterable<string | Uint8Array>;

/** Renames a file over another in one step. Both must be in the same folder or file system. */
export async function replaceFile(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (attempt >= renameTries || !passingRenameFailures.has(code)) throw error;
      await sleep(firstRenameDelayMilliseconds * 2 ** (attempt - 1));
    }
  }
}

/** Waits until the names in a folder are on the disk; Windows keeps them without being asked and cannot open folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a text file: readers see the old one or the new one, also after a power cut. */
export async function writeTextDurably(path: string, text: string): Promise<void> {
  await writeDurably(path, [text]);
}

/** Copies a file, wherever it lies; as {@link writeTextDurably}. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await writeDurably(to, createReadStream(from));
}

/** Writes a file that nobody but its owner can read; as {@link writeTextDurably}. */
export async function writePrivatelyAndDurably(path: string, content: Uint8Array): Promise<void> {
  await writeDurably(path, [content], ownerOnly);
}

async function writeDurably(path: string, content: FileContent, mode?: number): Promise<void> {
  const folder = dirname(path);
  const unfinished = join(folder, unfinishedName(basename(path), newUnfinishedToken()));
  try {
    await writeNewFile(unfinished, content, mode);
    await replaceFile(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Fills a file, made anew, and waits until its content is on the disk.
 *
 * @param mode who may read and write it; everybody that the system lets by default, when left out
 */
export async function writeNewFile(path: string, content: FileContent, mode?: number): Promise<void> {
  const handle = await open(path, 'w', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
