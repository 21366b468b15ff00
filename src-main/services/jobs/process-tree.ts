import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process and those it started, directly or not. */
export interface ProcessTree {
  /** Every living descendant of `pid`, without itself. Empty where the system does not tell. */
  descendants(pid: number): Promise<number[]>;
  /** Memory that these processes hold resident, in bytes, as a sum; a process that is gone counts nothing. */
  residentBytes(pids: readonly number[]): Promise<number>;
  /** Ends these processes at once; those that are gone are passed over. */
  kill(pids: readonly number[]): void;
}

/** The process tree of this machine: /proc on Linux, `ps` on macOS. Windows tells neither, workers report there. */
export const systemProcessTree: ProcessTree = {
  descendants: async (pid) => {
    if (process.platform === 'linux') return linuxDescendants(pid);
    const table = await listedProcesses();
    const found: number[] = [];
    for (let parents = [pid]; parents.length > 0;) {
      const children = table.filter((entry) => parents.includes(entry.parent)).map((entry) => entry.pid);
      found.push(...children);
      parents = children;
    }
    return found;
  },
  residentBytes: async (pids) => {
    if (process.platform !== 'linux') {
      const table = await listedProcesses();
      return table
        .filter((entry) => pids.includes(entry.pid))
        .reduce((sum, entry) => sum + entry.residentBytes, 0);
    }
    const sizes = await Promise.all(pids.map(linuxResidentBytes));
    return sizes.reduce((sum, size) => sum + size, 0);
  },
  kill: (pids) => {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone already.
      }
    }
  },
};

async function linuxDescendants(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const listed = await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '');
    for (const child of listed.split(' ').filter(Boolean).map(Number)) {
      found.push(child, ...(await linuxDescendants(child)));
    }
  }
  return found;
}

async function linuxResidentBytes(pid: number): Promise<number> {
  // status rather than statm: it counts in KiB, not in pages whose size differs between machines.
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

interface ListedProcess {
  pid: number;
  parent: number;
  residentBytes: number;
}

async function listedProcesses(): Promise<ListedProcess[]> {
  if (process.platform === 'win32') return [];
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent, kibibytes]) =>
      pid === undefined || parent === undefined || kibibytes === undefined
        ? []
        : [{ pid, parent, residentBytes: kibibytes * 1024 }],
    );
}
