import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { electronBinary } from '../electron-binary.ts';

const folder = fileURLToPath(new URL('../../node_modules/electron/', import.meta.url));
/** As long as someone waits who may be offline. */
const probeMilliseconds = 5000;
/** About 120 MB. */
const downloadMilliseconds = 5 * 60_000;

/**
 * Sees to it that Electron's binary is here.
 *
 * @param say told before a download starts
 * @returns why it is not here; undefined when it is
 */
export async function fetchElectron(say: (sentence: string) => void): Promise<string | undefined> {
  if (existsSync(electronBinary())) return undefined;
  if (!existsSync(`${folder}install.js`)) return 'Electron is not installed';
  if (!(await isReachable())) return 'Electron is not here and its download cannot be reached';
  say('Fetching Electron, about 120 MB, once.');
  const installer = spawn(process.execPath, [`${folder}install.js`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const timer = setTimeout(() => installer.kill('SIGKILL'), downloadMilliseconds);
  // Whatever it says, it is told in one sentence here.
  installer.stderr.resume();
  await once(installer, 'close');
  clearTimeout(timer);
  return existsSync(electronBinary()) ? undefined : 'Electron is not here and could not be fetched';
}

/** Whether the place that Electron comes from answers at all; its own downloader would try for minutes. */
async function isReachable(): Promise<boolean> {
  const { version } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { version: string };
  const mirror =
    process.env['npm_config_electron_mirror'] ??
    process.env['ELECTRON_MIRROR'] ??
    'https://github.com/electron/electron/releases/download/';
  try {
    const response = await fetch(`${mirror}v${version}/SHASUMS256.txt`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(probeMilliseconds),
    });
    return response.ok;
  } catch {
    return false;
  }
}
