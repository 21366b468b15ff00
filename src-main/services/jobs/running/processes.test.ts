import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { isProcessAlive, pidOfStamp, stampOfProcess } from '../../processes/process-stamp.ts';
import { readProcessTable, systemProcessTree } from './process-tree.ts';

let started: ChildProcess | undefined;
afterEach(async () => {
  if (started === undefined || started.exitCode !== null || started.signalCode !== null) return;
  started.kill('SIGKILL');
  await once(started, 'exit');
});

/** A process that has started a child of its own and said its pid. */
async function parentAndChild(): Promise<{ parent: number; child: number }> {
  const code = `const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    console.log(child.pid); setInterval(() => {}, 1e6);`;
  started = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = (await once(started.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { parent: started.pid ?? 0, child: Number(text.toString()) };
}

describe.skipIf(process.platform === 'win32')('the process tree', () => {
  it('finds descendants, weighs them and ends them', async () => {
    const { parent, child } = await parentAndChild();
    expect(await systemProcessTree.descendants(parent)).toEqual([child]);
    const alone = await systemProcessTree.residentBytes([parent]);
    expect(alone).toBeGreaterThan(10 * 1024 * 1024);
    expect(await systemProcessTree.residentBytes([parent, child])).toBeGreaterThan(alone);
    const usage = await systemProcessTree.usage([parent, child, 900_000_001]);
    expect(new Set(usage.keys())).toEqual(new Set([parent, child]));
    expect(usage.get(parent)?.residentBytes).toBeGreaterThan(10 * 1024 * 1024);
    const gone = once(started as ChildProcess, 'exit');
    systemProcessTree.kill([child, parent]);
    expect((await gone)[1]).toBe('SIGKILL');
  });

  it('Q17 ends what a process has left in its group, when that is gone itself', async () => {
    const code = `const { spawn } = require('node:child_process');
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: ['ignore', 1, 'ignore'] });
      console.log(''); setInterval(() => {}, 1e6);`;
    const leader = spawn(process.execPath, ['-e', code], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    await once(leader.stdout as NodeJS.ReadableStream, 'data');
    const closed = once(leader.stdout as NodeJS.ReadableStream, 'close');
    leader.kill('SIGKILL');
    await once(leader, 'exit');
    expect(leader.stdout?.closed).toBe(false);
    systemProcessTree.kill([leader.pid ?? 0]);
    // Its child held the other end.
    await closed;
  });

  it.runIf(process.platform === 'linux')('Q17 finds what was started with a variable', async () => {
    const stdio = ['pipe', 'ignore', 'ignore'] as const;
    const environment = (value: string): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], MARK: value });
    const here = spawn('sh', ['-c', 'read line'], { stdio: [...stdio], env: environment('one') });
    const other = spawn('sh', ['-c', 'read line'], { stdio: [...stdio], env: environment('one more') });
    await Promise.all([once(here, 'spawn'), once(other, 'spawn')]);
    expect(await systemProcessTree.startedWith('MARK', 'one')).toEqual([here.pid]);
    const gone = [once(here, 'exit'), once(other, 'exit')];
    for (const each of [here, other]) each.stdin?.end();
    await Promise.all(gone);
    expect(await systemProcessTree.startedWith('MARK', 'one')).toEqual([]);
  });

  it('Q17 tells which processes are still there', async () => {
    const { parent, child } = await parentAndChild();
    expect(systemProcessTree.living([parent, 900_000_001, child])).toEqual([parent, child]);
  });

  it('counts the processor time of all threads', async () => {
    const before = process.cpuUsage();
    while (process.cpuUsage(before).user < 200_000);
    const { user, system } = process.cpuUsage();
    const usage = await systemProcessTree.usage([process.pid]);
    expect(usage.get(process.pid)?.processorSeconds).toBeCloseTo((user + system) / 1e6, 0);
    expect(usage.get(process.pid)?.processorSeconds).toBeGreaterThan(0.15);
  });

  it('counts nothing for a process that is gone', async () => {
    expect(await systemProcessTree.residentBytes([900_000_001])).toBe(0);
    expect(await systemProcessTree.descendants(900_000_001)).toEqual([]);
    systemProcessTree.kill([900_000_001]);
  });
});

it('reads the table that ps prints', () => {
  const table = '    1     0  12345   1:02.50\n  77     1    8 2-03:04:05\n\n';
  expect(readProcessTable(table)).toEqual([
    { pid: 1, parent: 0, residentBytes: 12_345 * 1024, processorSeconds: 62.5 },
    { pid: 77, parent: 1, residentBytes: 8 * 1024, processorSeconds: 2 * 86_400 + 3 * 3600 + 4 * 60 + 5 },
  ]);
});

describe('the stamp of a process', () => {
  it('is alive as long as the process is', async () => {
    const { parent } = await parentAndChild();
    const stamp = stampOfProcess(parent);
    expect(pidOfStamp(stamp)).toBe(parent);
    expect(isProcessAlive(stamp)).toBe(true);
    started?.kill('SIGKILL');
    await once(started as ChildProcess, 'exit');
    expect(isProcessAlive(stamp)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('is not fooled by another process under the same pid', () => {
    const own = stampOfProcess(process.pid);
    expect(isProcessAlive(own)).toBe(true);
    expect(isProcessAlive(`${process.pid}@some-earlier-start`)).toBe(false);
  });

  it('is of no process when it is no stamp', () => {
    expect(isProcessAlive('')).toBe(false);
    expect(isProcessAlive('-1@')).toBe(false);
    expect(pidOfStamp('x')).toBeUndefined();
  });
});
