import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Names a process so that a later one with the same pid is told apart: `pid@start`, where start comes from the
 * operating system. Where the system does not say, the part after `@` is empty and the pid alone decides.
 */
export function stampOfProcess(pid: number): string {
  return `${pid}@${startOf(pid)}`;
}

/** Whether the process that a stamp names is still there. */
export function isProcessAlive(stamp: string): boolean {
  const pid = pidOfStamp(stamp);
  if (pid === undefined || !exists(pid)) return false;
  const start = stamp.slice(stamp.indexOf('@') + 1);
  return start === '' || start === startOf(pid);
}

/** The pid in a stamp; undefined when it is none. */
export function pidOfStamp(stamp: string): number | undefined {
  const pid = Number.parseInt(stamp, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startOf(pid: number): string {
  if (process.platform === 'linux') return linuxStart(pid);
  if (process.platform === 'win32') return '';
  const listed = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return (listed.stdout ?? '').trim().replaceAll(/\s+/g, '_');
}

/** Boot and clock tick of the start, from field 22 of /proc/PID/stat; the second field may hold spaces and brackets. */
function linuxStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
    return `${boot}-${ticks}`;
  } catch {
    return '';
  }
}
