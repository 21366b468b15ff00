import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../../../src-core/api/contract/app.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { freeBytes } from '../files/free-bytes.ts';
import { createHome, type Home } from '../home/home.ts';

/** Less than this is worth a warning. */
const leastFreeBytes = 1e9;

/** Whether the home can be written; creates it. */
export function checkHome(home: Home): Check {
  try {
    createHome(home);
    rmSync(mkdtempSync(join(home.tmp, 'doctor-')), { recursive: true });
    return { name: 'home', status: 'ok', detail: `${home.root} can be written` };
  } catch (error) {
    return { name: 'home', status: 'failed', detail: (error as Error).message };
  }
}

/** How much room is left on the disk of the home. */
export async function checkDisk(home: Home): Promise<Check> {
  try {
    const free = await freeBytes(home.root);
    return {
      name: 'disk',
      status: free < leastFreeBytes ? 'warning' : 'ok',
      detail: `${byteSize(free)} free at ${home.root}`,
    };
  } catch (error) {
    return { name: 'disk', status: 'warning', detail: (error as Error).message };
  }
}
