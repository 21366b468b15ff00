import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Where Electron's binary is, or would be once it is fetched. Requiring the package would start the download, so its
 * own note of the path is read instead.
 */
export function electronBinary(): string {
  const folder = fileURLToPath(new URL('../node_modules/electron/', import.meta.url));
  const note = `${folder}path.txt`;
  const usual = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as Record<
    string,
    string
  >;
  const name = existsSync(note) ? readFileSync(note, 'utf8') : (usual[process.platform] ?? 'electron');
  return `${process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? `${folder}dist`}/${name}`;
}
