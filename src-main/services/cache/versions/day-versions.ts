import { existsSync } from 'node:fs';
import { link, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashOfVersionName, versionPath, versionsFolder } from '../../../../src-core/data/day-version.ts';
import { copyDurably, replaceFile, syncFolder } from '../../files/durable-files.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { namesIn } from '../../files/names-in.ts';

/** Whoever pins a version that is being replaced has entered that into the queue by then. */
const youngMilliseconds = 10 * 60_000;

/** File systems without hard links, or across which none goes. */
const cannotLink = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK']);

/**
 * Keeps the bytes that a day file has now, by their content, before another file takes its name; nothing when there is
 * none, or when the other has the same bytes. It is on the disk when this returns, so that a power cut at any moment
 * leaves the old bytes under one name at least.
 *
 * @param path absolute path of the day file
 * @param sha256 of what takes its place
 */
export async function keepReplaced(root: string, path: string, sha256: string): Promise<void> {
  // Mostly there is none, and looking costs a fraction of opening.
  if (!existsSync(path)) return;
  const old = await sha256OfFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return sha256;
    throw error;
  });
  if (old === sha256) return;
  const kept = join(root, versionPath(old));
  if (await isThere(kept)) return;
  await mkdir(dirname(kept), { recursive: true });
  await linkOrCopy(path, kept);
  await syncFolder(dirname(kept));
}

/** Moves a verified file among the versions, durably. A version that is there already has the same bytes. */
export async function addVersion(root: string, unfinished: string, sha256: string): Promise<void> {
  const kept = join(root, versionPath(sha256));
  await mkdir(dirname(kept), { recursive: true });
  await replaceFile(unfinished, kept);
  await syncFolder(dirname(kept));
}

/** The versions that are here: their sizes in bytes, by SHA-256. */
export async function listVersions(root: string): Promise<Map<string, number>> {
  const folder = join(root, versionsFolder);
  const sizes = new Map<string, number>();
  for (const name of await namesIn(folder)) {
    const sha256 = hashOfVersionName(name);
    const stats = sha256 === undefined ? undefined : await stat(join(folder, name)).catch(() => undefined);
    if (sha256 !== undefined && stats !== undefined) sizes.set(sha256, stats.size);
  }
  return sizes;
}

/**
 * Deletes versions that nobody needs; young ones stay, since a job may be pinning them just now.
 *
 * @param isNeeded by SHA-256
 * @returns how many bytes of names that frees
 */
export async function removeVersions(
  root: string,
  isNeeded: (sha256: string) => boolean,
  now: Date,
): Promise<number> {
  const folder = join(root, versionsFolder);
  let bytes = 0;
  for (const name of await namesIn(folder)) {
    const sha256 = hashOfVersionName(name);
    if (sha256 !== undefined && isNeeded(sha256)) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    // The time of change, since a hard link keeps the time of modification.
    if (stats === undefined || now.getTime() - stats.ctimeMs < youngMilliseconds) continue;
    await rm(path, { force: true });
    bytes += stats.size;
  }
  return bytes;
}

/**
 * Reads and hashes every version.
 *
 * @param remove deletes those whose content is not what their name says: nobody can use them any more
 * @returns how many there are, and the paths of the damaged ones below the root
 */
export async function verifyVersions(
  root: string,
  remove: boolean,
  signal?: AbortSignal,
): Promise<{ checked: number; damaged: string[] }> {
  const damaged: string[] = [];
  let checked = 0;
  for (const sha256 of (await listVersions(root)).keys()) {
    if (signal?.aborted === true) break;
    const path = join(root, versionPath(sha256));
    // One that is not needed any more may just have been deleted.
    const found = await sha256OfFile(path).catch(() => sha256);
    checked++;
    if (found === sha256) continue;
    damaged.push(versionPath(sha256));
    if (remove) await rm(path, { force: true });
  }
  return { checked, damaged };
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') return;
    if (!cannotLink.has(code)) throw error;
    await copyDurably(from, to);
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
