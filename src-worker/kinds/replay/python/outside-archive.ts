import { sep } from 'node:path';

/**
 * The path by which another program finds a file that ships with Hindcast. Only Electron reads inside the archive of an
 * installed application; what others need lies unpacked beside it.
 */
export function outsideArchive(path: string): string {
  return path.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`);
}
