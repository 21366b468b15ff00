import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fusesTroubles } from './package-fuses.ts';

/**
 * Looks at an application that was packed for this machine: its fuses, and whether it passes its own check. For CI, after
 * `npm run package`: `node scripts/build/check-package.ts`.
 */
const macFolder = `dist/mac${process.arch === 'arm64' ? '-arm64' : ''}/Hindcast.app`;
const places: Readonly<Record<string, { executable: string; fuses: string }>> = {
  linux: { executable: 'dist/linux-unpacked/hindcast', fuses: 'dist/linux-unpacked/hindcast' },
  win32: { executable: 'dist/win-unpacked/Hindcast.exe', fuses: 'dist/win-unpacked/Hindcast.exe' },
  // Fuses are in the framework, which is found from the bundle.
  darwin: { executable: `${macFolder}/Contents/MacOS/Hindcast`, fuses: macFolder },
};
const place = places[process.platform];
if (place === undefined) throw new Error(`Hindcast is not packed for ${process.platform}.`);

const troubles = await fusesTroubles(resolve(place.fuses));
const home = mkdtempSync(join(tmpdir(), 'hindcast-package-'));
try {
  const child = spawn(resolve(place.executable), ['--self-check', '--home', home], { stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) troubles.push(`--self-check ended with ${String(status)}`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
for (const trouble of troubles) process.stderr.write(`${trouble}\n`);
process.exitCode = troubles.length === 0 ? 0 : 1;
