import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What one process has of the machine. */
export interface ProcessUsage {
  readonly residentBytes: number;
  /** Processor time since it started, of all its threads. */
  readonly processorSeconds: number;
}

/** A process and those it started, directly or not. */
export interface ProcessTree {
  /** Every living descendant of `pid`, without itself. Empty where the system does not tell. */
  descendants(pid: number): Promise<number[]>;
  /**
   * Every process that was started with this variable in its environment, whoever its parent is by now. Empty where the
   * system does not tell.
   */
  startedWith(name: string, value: string): Promise<number[]>;
  /** Memory that these processes hold resident, in bytes, as a sum; a process that is gone counts nothing. */
  residentBytes(pids: readonly number[]): Promise<number>;
  /** What each of these processes uses; those that are gone, or that the system does not tell of, are left out. */
  usage(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessUsage>>;
  /** Those of these processes that are still there. */
  living(pids: readonly number[]): number[];
  /** Ends these processes at once, with the groups that they lead; those that are gone are passed over. */
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
  startedWith: async (name, value) => {
    const pids = (await readdir('/proc').catch(() => [])).filter((entry) => /^\d+$/.test(entry)).map(Number);
    const environments = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
    );
    return pids.filter((_, index) => environments[index]?.split('\0').includes(`${name}=${value}`));
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
  usage: async (pids) => {
    if (process.platform !== 'linux') {
      const table = await listedProcesses();
      return new Map(
        table.filter((entry) => pids.includes(entry.pid)).map((entry) => [entry.pid, entry] as const),
      );
    }
    const found = await Promise.all(pids.map(async (pid) => [pid, await linuxUsage(pid)] as const));
    return new Map(found.flatMap(([pid, usage]) => (usage === undefined ? [] : [[pid, usage]])));
  },
  living: (pids) => pids.filter((pid) => signal(pid, 0)),
  kill: (pids) => {
    for (const pid of pids) {
      // What a process has started may have lost its parent since, but not its group. Windows has no groups.
      if (process.platform !== 'win32' && pid > 1) signal(-pid, 'SIGKILL');
      signal(pid, 'SIGKILL');
    }
  },
};

/** False when there is no such process, or no group that it leads. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

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

/** Linux counts processor time for user space in hundredths of a second, whatever the kernel's own clock. */
const linuxTicksPerSecond = 100;

async function linuxUsage(pid: number): Promise<ProcessUsage | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // Fields 14 and 15; the second one may hold spaces and brackets.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const processorSeconds = ((user ?? 0) + (system ?? 0)) / linuxTicksPerSecond;
  return { residentBytes: await linuxResidentBytes(pid), processorSeconds };
}

interface ListedProcess extends ProcessUsage {
  pid: number;
  parent: number;
}

async function listedProcesses(): Promise<ListedProcess[]> {
  if (process.platform === 'win32') return [];
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,time=']);
  return readProcessTable(stdout);
}

/** Reads what `ps -o pid=,ppid=,rss=,time=` prints. */
export function readProcessTable(text: string): ListedProcess[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parent, kibibytes, time] = line.trim().split(/\s+/);
    if (pid === undefined || parent === undefined || kibibytes === undefined || time === undefined) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        residentBytes: Number(kibibytes) * 1024,
        processorSeconds: readProcessorTime(time),
      },
    ];
  });
}

/** Seconds of `[[days-]hours:]minutes:seconds`. */
function readProcessorTime(text: string): number {
  const [clock = '', days = '0'] = text.split('-').toReversed();
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
