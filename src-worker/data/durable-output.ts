import { open, rename, rm } from 'node:fs/promises';

/** Waits until the content of a file is on the disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Lets `write` fill a file under another name beside `path`, then puts it into place; whole or not at all. */
export async function writeInPlace(
  path: string,
  write: (unfinished: string) => Promise<void>,
): Promise<void> {
  const unfinished = `${path}.${process.pid}.partial`;
  try {
    await write(unfinished);
    await syncFile(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
