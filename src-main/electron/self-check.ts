import { checkParts } from '../services/checkup/part-checks.ts';
import type { ProcessSpawner } from '../services/processes/process-spawner.ts';

/**
 * Tries what an installed application may lack.
 *
 * @param say gets one line for each part
 * @returns whether all of it works
 */
export async function selfCheck(spawner: ProcessSpawner, say: (line: string) => void): Promise<boolean> {
  const checks = await checkParts(spawner);
  for (const { name, status, detail } of checks) say(`${status} ${name}: ${detail}`);
  return checks.every(({ status }) => status === 'ok');
}
