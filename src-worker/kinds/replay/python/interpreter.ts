import { existsSync, statSync } from 'node:fs';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { pythonInterpreter } from '../../../../src-core/kinds/replay/python-interpreter.ts';

/**
 * The interpreter to start for a choice of `model.python`.
 *
 * @throws HindcastError `MODEL_LOAD_FAILED` when the folder named holds no interpreter
 */
export function interpreterToStart(chosen: string | undefined): string {
  const interpreter = pythonInterpreter(chosen, {
    isWindows: process.platform === 'win32',
    isFolder: (path) => existsSync(path) && statSync(path).isDirectory(),
  });
  const isInside = chosen !== undefined && interpreter !== chosen;
  if (!isInside || existsSync(interpreter)) return interpreter;
  throw new HindcastError(
    'MODEL_LOAD_FAILED',
    `model.python names the folder ${chosen}, but there is no interpreter ${interpreter}.`,
  );
}
