import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { FilePurpose } from '../app/shell-ports.ts';
import { isWithin } from './path-guard.ts';

export type FolderEntry = OutputOf<'files.list'>['entries'][number];

const mostEntries = 2000;

const offers: Readonly<Record<FilePurpose, (name: string) => boolean>> = {
  model: (name) => ['.ts', '.mts', '.js', '.mjs', '.py'].includes(extname(name).toLowerCase()),
  candles: (name) => ['.csv', '.parquet', '.json', '.zip', '.gz'].includes(extname(name).toLowerCase()),
  python: (name) => /^python[\d.]*(\.exe)?$/i.test(name),
  folder: () => false,
};

/**
 * What a folder holds that can be chosen for a purpose, folders first, by name; at most 2,000. Hidden files and
 * links that lead out of `root` are left out.
 *
 * @param folder real path of a folder within `root`, itself a real path
 * @throws HindcastError `BAD_INPUT` when it is not there or not a folder
 */
export async function listFolder(root: string, folder: string, purpose: FilePurpose): Promise<FolderEntry[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new HindcastError('BAD_INPUT', `${folder} is not a folder that can be read.`, { cause });
  });
  const visible = found.filter((entry) => !entry.name.startsWith('.'));
  const kept = visible.filter((entry) => !entry.isFile() || offers[purpose](entry.name));
  const entries = await Promise.all(
    kept
      .sort((left, right) => compare(left.name, right.name))
      .slice(0, mostEntries)
      .map(({ name }) => describe(root, join(folder, name), name, purpose)),
  );
  return entries
    .filter((entry) => entry !== undefined)
    .sort((left, right) => Number(right.isFolder) - Number(left.isFolder));
}

async function describe(
  root: string,
  path: string,
  name: string,
  purpose: FilePurpose,
): Promise<FolderEntry | undefined> {
  try {
    if (!isWithin(root, await realpath(path))) return undefined;
    const status = await stat(path);
    if (!status.isDirectory() && !(status.isFile() && offers[purpose](name))) return undefined;
    return { name, path, isFolder: status.isDirectory(), sizeBytes: status.isFile() ? status.size : 0 };
  } catch {
    // Gone or closed to us since its name was read.
    return undefined;
  }
}

function compare(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
