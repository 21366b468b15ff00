import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What running a command took: seconds from start to exit, and the most memory its processes held together, in MiB (0 where it was not watched). */
export interface CommandCost {
  readonly seconds: number;
  readonly peakMemoryMb: number;
  readonly output: string;
}

const sampleMs = 50;

/**
 * Runs a command. With `watchMemory` the memory of its whole process tree is sampled every 50 ms from /proc: each
 * process's proportional share (PSS), so that pages which processes share, such as the code of Node, count once. Looking
 * slows the command down, so time and memory want separate runs.
 */
export function measureCommand(
  file: string,
  parameters: readonly string[],
  watchMemory = false,
): Promise<CommandCost> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(file, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    let peak = 0;
    let output = '';
    let errors = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    const sampler = setInterval(() => {
      if (watchMemory && child.pid !== undefined) peak = Math.max(peak, proportionalBytesOfTree(child.pid));
    }, sampleMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(sampler);
      const seconds = (performance.now() - started) / 1000;
      if (code === 0) resolve({ seconds, peakMemoryMb: peak / 2 ** 20, output });
      else reject(new Error(`${parameters.join(' ')} exited with ${code}: ${errors.slice(-2000)}`));
    });
  });
}

/** Milliseconds of processor time of this process and of those that it started and that still run; 0 for these where there is no /proc. */
export function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  const children = readProcess(String(process.pid), `task/${process.pid}/children`).trim().split(' ');
  const nanoseconds = children.filter(Boolean).flatMap((child) =>
    readdirSync(`/proc/${child}/task`).map((thread) => {
      return Number(readProcess(child, `task/${thread}/schedstat`).split(' ')[0]);
    }),
  );
  return (user + system) / 1e3 + nanoseconds.reduce((sum, time) => sum + time / 1e6, 0);
}

function proportionalBytesOfTree(root: number): number {
  const parents = new Map<number, number>();
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  for (const name of names) {
    const status = readProcess(name, 'stat').split(') ')[1]?.split(' ') ?? [];
    parents.set(Number(name), Number(status[1]));
  }
  const isInside = (pid: number): boolean => {
    for (
      let current: number | undefined = pid;
      current !== undefined && current > 1;
      current = parents.get(current)
    ) {
      if (current === root) return true;
    }
    return false;
  };
  let sum = 0;
  for (const pid of parents.keys()) {
    if (!isInside(pid)) continue;
    const kibibytes = /^Pss:\s+(\d+) kB/m.exec(readProcess(String(pid), 'smaps_rollup'))?.[1];
    sum += Number(kibibytes ?? 0) * 1024;
  }
  return sum;
}

/** A file of a process in /proc; empty when the process has ended meanwhile. */
function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
