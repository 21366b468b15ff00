import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Check } from '../../../src-core/api/contract/app.ts';
import { pythonInterpreter } from '../../../src-core/kinds/replay/python-interpreter.ts';

const run = promisify(execFile);
const timeoutMilliseconds = 20_000;

/**
 * Whether the Python that a run would start is there, and which it is.
 *
 * @param chosen an interpreter or a virtual environment; empty for the one on the PATH
 */
export async function checkPython(chosen: string): Promise<Check> {
  const interpreter = pythonInterpreter(chosen === '' ? undefined : chosen, {
    isWindows: process.platform === 'win32',
    isFolder: (path) => existsSync(path) && statSync(path).isDirectory(),
  });
  try {
    const { stdout, stderr } = await run(interpreter, ['--version'], { timeout: timeoutMilliseconds });
    return { name: 'python', status: 'ok', detail: `${(stdout || stderr).trim()} (${interpreter})` };
  } catch {
    const what = `${interpreter} is no Python that starts`;
    return { name: 'python', status: 'warning', detail: `${what}; only models in Python need it` };
  }
}
