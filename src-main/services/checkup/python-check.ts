import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Check } from '../../../src-core/api/contract/app.ts';

const run = promisify(execFile);
const timeoutMilliseconds = 20_000;
const isWindows = process.platform === 'win32';
const usual = isWindows ? ['python', 'py'] : ['python3', 'python'];

/**
 * Whether there is a Python, and which.
 *
 * @param chosen an interpreter or a virtual environment; empty for the one on the PATH
 */
export async function checkPython(chosen: string): Promise<Check> {
  const inside = isWindows ? join('Scripts', 'python.exe') : join('bin', 'python');
  for (const command of chosen === '' ? usual : [chosen, join(chosen, inside)]) {
    try {
      const { stdout, stderr } = await run(command, ['--version'], { timeout: timeoutMilliseconds });
      return { name: 'python', status: 'ok', detail: `${(stdout || stderr).trim()} (${command})` };
    } catch {
      // The next name may be the right one.
    }
  }
  const what = chosen === '' ? 'not found' : `${chosen} is no Python that starts`;
  return { name: 'python', status: 'warning', detail: `${what}; only models in Python need it` };
}
