import { spawnSync } from 'node:child_process';
import { freemem } from 'node:os';

/** Bytes that programs can still take before the machine runs short of memory. */
export function freeMemoryBytes(): number {
  // Elsewhere the system says itself what is available; macOS counts what it could give away at once as used.
  if (process.platform !== 'darwin') return freemem();
  const listed = spawnSync('vm_stat', [], { encoding: 'utf8' });
  return readVmStat(listed.stdout ?? '') ?? freemem();
}

/** Pages that macOS takes back from where they are when somebody needs them. */
const availablePages = ['free', 'inactive', 'speculative', 'purgeable'];

/** Available bytes by what `vm_stat` prints; undefined when that is something else. */
export function readVmStat(text: string): number | undefined {
  const pageBytes = Number(/page size of (\d+) bytes/.exec(text)?.[1]);
  const counts = availablePages.map((name) =>
    Number(new RegExp(`^Pages ${name}:\\s+(\\d+)\\.`, 'm').exec(text)?.[1]),
  );
  const bytes = pageBytes * counts.reduce((sum, count) => sum + count, 0);
  return Number.isNaN(bytes) ? undefined : bytes;
}
