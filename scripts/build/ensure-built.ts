import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stamp = join(root, 'out/sources.sha256');
/** All that decides what comes out of a build. */
const inputs = [
  'src-*/**',
  'scripts/build/**',
  'electron.vite.config.ts',
  'vite.renderer.config.ts',
  'package.json',
  'package-lock.json',
];

/** Whether `out/` is of the sources as they are now. */
export function isBuilt(): boolean {
  return readStamp() === sourcesHash();
}

/**
 * Builds `out/` unless it is of the sources as they are now.
 *
 * @throws Error with what the build printed, when it fails
 */
export async function ensureBuilt(): Promise<void> {
  const wanted = sourcesHash();
  if (readStamp() === wanted) return;
  // What an interrupted build leaves behind is of no sources.
  rmSync(stamp, { force: true });
  const command = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const child = spawn(process.execPath, [command, 'build'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, complaints, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (status !== 0) throw new Error(`electron-vite build failed:\n${printed}${complaints}`);
  writeFileSync(stamp, wanted);
}

/** By size and time, which is quick; a file that is only read about in tests changes nothing. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const file of globSync(inputs, { cwd: root }).sort()) {
    const status = statSync(join(root, file), { throwIfNoEntry: false });
    if (status?.isFile() !== true || /\.test\.tsx?$/.test(file)) continue;
    hash.update(`${file} ${status.size} ${status.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function readStamp(): string | undefined {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}

/** What vitest calls before the tests of what is built. */
export default ensureBuilt;
