import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isSupported } from './electron-support.ts';

/** Fails when the Electron of this project gets no more fixes. For CI, which has a network. */
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  devDependencies: { electron: string };
};
const { electron } = manifest.devDependencies;
const latest = execFileSync('npm', ['view', 'electron', 'version'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
}).trim();
if (!isSupported(electron, latest)) {
  process.stderr.write(`Electron ${electron} gets no more fixes; the latest is ${latest}.\n`);
  process.exitCode = 1;
}
