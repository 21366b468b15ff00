import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';

/**
 * The interpreter to start: the one a spec names, the one inside the virtual environment it names, or the system's.
 *
 * @throws HindcastError `MODEL_LOAD_FAILED` when the folder named holds no interpreter
 */
export function pythonInterpreter(chosen: string | undefined): string {
  const isWindows = process.platform === 'win32';
  if (chosen === undefined) return isWindows ? 'python' : 'python3';
  if (!existsSync(chosen) || !statSync(chosen).isDirectory()) return chosen;
  const inside = isWindows ? join(chosen, 'Scripts', 'python.exe') : join(chosen, 'bin', 'python');
  if (existsSync(inside)) return inside;
  throw new HindcastError(
    'MODEL_LOAD_FAILED',
    `model.python names the folder ${chosen}, but there is no interpreter ${inside}.`,
  );
}
