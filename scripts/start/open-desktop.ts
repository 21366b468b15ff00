import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { electronBinary } from '../electron-binary.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** A window that is gone so soon, and with an error, has never been there. */
const startMilliseconds = 5000;

/** Whether a window could be shown at all. */
export function hasDisplay(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  if (platform !== 'linux') return true;
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

/**
 * Shows the desktop window until it is closed.
 *
 * @returns the exit status of the application; undefined when it could not start
 */
export async function openDesktop(parameters: readonly string[]): Promise<number | undefined> {
  const startedAt = performance.now();
  const desktop = spawn(electronBinary(), [root, ...parameters], { stdio: 'inherit' });
  // Ctrl-C reaches both; the window decides what becomes of running jobs.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => desktop.kill(signal));
  try {
    const [code] = (await once(desktop, 'close')) as [number | null];
    if (code === 0) return 0;
    return performance.now() - startedAt < startMilliseconds ? undefined : (code ?? 1);
  } catch {
    return undefined;
  }
}
