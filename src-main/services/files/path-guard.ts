import { lstat, realpath } from 'node:fs/promises';
import nodePath, { type PlatformPath } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

/** Says which of the user's files the API may be pointed at. */
export interface PathGuard {
  /**
   * @param path absolute path of a file
   * @throws HindcastError `UNSAFE_PATH` when it lies outside what the user has opened to the application
   */
  assertReadable(path: string): Promise<void>;
}

/** For shells whose caller is the person at the keyboard: any file that has a proper path. */
export const openPathGuard: PathGuard = {
  assertReadable: (path) => {
    return isProperPath(path) ? Promise.resolve() : Promise.reject(unsafePath(path));
  },
};

/** Keeps to some folders, wherever links lead: paths are compared as the file system resolves them. */
export class FolderPathGuard implements PathGuard {
  readonly #folders: () => Promise<readonly string[]>;

  /** @param folders absolute paths as they are now; those that do not exist open nothing */
  constructor(folders: () => Promise<readonly string[]>) {
    this.#folders = folders;
  }

  async assertReadable(path: string): Promise<void> {
    await this.locate(path);
  }

  /**
   * The path with every link resolved, and which of the folders it is in. What does not exist is judged by the folder
   * that it would be in, so that whoever opens it can say that it is missing.
   *
   * @throws HindcastError `UNSAFE_PATH` when it leads out of the folders
   */
  async locate(path: string): Promise<{ path: string; folder: string }> {
    const real = isProperPath(path) ? await realPathOf(nodePath.resolve(path)) : undefined;
    if (real === undefined) throw unsafePath(path);
    for (const folder of await this.#folders()) {
      const realFolder = await realpath(folder).catch(() => undefined);
      if (realFolder !== undefined && isWithin(realFolder, real)) {
        return { path: real, folder: realFolder };
      }
    }
    throw unsafePath(path);
  }
}

/** Whether a path is a folder or lies below it, by their names alone. */
export function isWithin(folder: string, path: string, names: PlatformPath = nodePath): boolean {
  const way = names.relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${names.sep}`) && !names.isAbsolute(way));
}

/** Absolute, without a way back up, and not one of Windows' names of devices. */
export function isProperPath(path: string, names: PlatformPath = nodePath): boolean {
  if (!names.isAbsolute(path) || path.includes('\0')) return false;
  if (names.sep === '\\' && (/^[\\/]{2}[.?][\\/]/.test(path) || !/^([a-z]:[\\/]|[\\/]{2})/i.test(path))) {
    return false;
  }
  return !path.split(names.sep === '\\' ? /[\\/]/ : '/').includes('..');
}

async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    // A link to nowhere may lead anywhere once its target is there.
    const isAbsent = isMissing(error) && isMissing(await lstat(path).catch((reason: unknown) => reason));
    const folder = nodePath.dirname(path);
    if (!isAbsent || folder === path) return undefined;
    const realFolder = await realPathOf(folder);
    return realFolder === undefined ? undefined : nodePath.join(realFolder, nodePath.basename(path));
  }
}

function isMissing(outcome: unknown): boolean {
  return (outcome as NodeJS.ErrnoException | null)?.code === 'ENOENT';
}

function unsafePath(path: string): HindcastError {
  return new HindcastError(
    'UNSAFE_PATH',
    `${path.replaceAll('\0', '?').slice(0, 300)} is outside the folders that are open to this page. ` +
      'Drop the file into the page, or open its folder in the settings or with "hindcast serve --folder".',
  );
}
