import type { Check } from '../../../src-core/api/contract/app.ts';
import type { Home } from '../home/home.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import { checkDisk, checkHome } from './home-checks.ts';
import { checkParts } from './part-checks.ts';
import { checkPython } from './python-check.ts';

/**
 * Looks at everything that a run needs, with the processes that runs have.
 *
 * @param python interpreter or virtual environment that new jobs take; empty for the one on the PATH
 */
export async function checkup(home: Home, spawner: ProcessSpawner, python: string): Promise<Check[]> {
  const written = checkHome(home);
  const [disk, parts, interpreter] = await Promise.all([
    checkDisk(home),
    checkParts(spawner),
    checkPython(python),
  ]);
  return [written, disk, ...parts, interpreter];
}
