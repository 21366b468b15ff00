import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Creates a folder with its parents and makes the new names survive a power cut. */
export async function makeFolderDurably(folder: string): Promise<void> {
  const firstCreated = await mkdir(folder, { recursive: true });
  if (firstCreated === undefined) return;
  for (let at = folder; at.length >= firstCreated.length; at = dirname(at)) await syncFolder(dirname(at));
}

/** Waits until the content of a file is on the disk. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
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
