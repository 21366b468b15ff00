import { describe, expect, it, onTestFinished } from 'vitest';
import type {
  ChildHandle,
  ProcessExit,
  ProcessSpawner,
  WorkerEntry,
} from '../../src-main/services/processes/process-spawner.ts';
import type { Order } from '../fixtures/workers/obedient-worker.ts';

const obedient = new URL('../fixtures/workers/obedient-worker.ts', import.meta.url);

/** Entries that make every worker one that obeys this suite. */
export const obedientEntries: Readonly<Record<WorkerEntry, URL>> = { job: obedient, data: obedient };

interface Started {
  readonly child: ChildHandle<unknown, Order>;
  readonly messages: unknown[];
  readonly exited: Promise<ProcessExit>;
  readonly output: () => string;
  readonly next: () => Promise<unknown>;
}

/** What every {@link ProcessSpawner} has to do, whichever shell it belongs to. */
export function describeProcessSpawner(
  name: string,
  make: (environment: NodeJS.ProcessEnv, entries: Readonly<Record<WorkerEntry, URL>>) => ProcessSpawner,
): void {
  async function start(environment: NodeJS.ProcessEnv = process.env): Promise<Started> {
    const child = make(environment, obedientEntries).spawn<unknown, Order>('job');
    const messages: unknown[] = [];
    const waiting: ((message: unknown) => void)[] = [];
    let output = '';
    child.onMessage((message) => {
      const next = waiting.shift();
      if (next === undefined) messages.push(message);
      else next(message);
    });
    child.onOutput((text) => {
      output += text;
    });
    const exited = new Promise<ProcessExit>((resolve) => {
      child.onExit(resolve);
    });
    onTestFinished(async () => {
      child.kill();
      await exited;
    });
    const next = (): Promise<unknown> =>
      messages.length > 0
        ? Promise.resolve(messages.shift())
        : new Promise((resolve) => {
            waiting.push(resolve);
          });
    expect(await next()).toBe('ready');
    return { child, messages, exited, output: () => output, next };
  }

  describe(`a process spawner: ${name}`, () => {
    it('starts a process of its own, and knows its pid once it speaks', async () => {
      const { child } = await start();
      expect(child.pid).toBeGreaterThan(0);
      expect(child.pid).not.toBe(process.pid);
    });

    it('carries values both ways, typed arrays and dates among them', async () => {
      const { child, next } = await start();
      const value = {
        text: 'µ',
        none: null,
        nan: Number.NaN,
        date: new Date(0),
        prices: Float64Array.of(1.5, -2),
        map: new Map([[1, 'one']]),
      };
      child.send({ do: 'echo', value });
      expect(await next()).toEqual(value);
    });

    it('keeps messages in order', async () => {
      const { child, next } = await start();
      for (let value = 0; value < 200; value++) child.send({ do: 'echo', value });
      for (let value = 0; value < 200; value++) expect(await next()).toBe(value);
    });

    it('passes on what a process needs, and nothing that could be a secret', async () => {
      const { child, next } = await start({
        ...process.env,
        HINDCAST_API_KEY: 'secret',
        AWS_SECRET_ACCESS_KEY: 'secret',
        NODE_OPTIONS: '--title=x',
        ELECTRON_RUN_AS_NODE: '1',
        UNSET: undefined,
      });
      child.send({ do: 'environment' });
      const environment = (await next()) as Record<string, string>;
      expect(environment['PATH']).toBe(process.env['PATH']);
      expect(JSON.stringify(environment)).not.toContain('secret');
      expect(environment['NODE_OPTIONS']).toBeUndefined();
      expect(environment['ELECTRON_RUN_AS_NODE']).toBeUndefined();
    });

    it('hands on what the process prints', async () => {
      const { child, next, exited, output } = await start();
      child.send({ do: 'print', text: 'printed\n' });
      expect(await next()).toBe('printed');
      child.send({ do: 'exit', code: 0 });
      await exited;
      expect(output()).toBe('printed\nprinted\n');
    });

    it('tells of the end after the last output', async () => {
      const { child, exited, output } = await start();
      child.send({ do: 'printAndExit', text: 'last words', code: 3 });
      expect(await exited).toEqual({ code: 3, signal: null });
      expect(output()).toBe('last words');
    });

    it('delivers the last message before the end', async () => {
      const { child, exited, messages } = await start();
      const value = { rows: new Float64Array(200_000).fill(1) };
      child.send({ do: 'sayLast', value });
      expect(await exited).toEqual({ code: 0, signal: null });
      expect(messages).toEqual([value]);
    });

    it('tells an exit code', async () => {
      const { child, exited } = await start();
      child.send({ do: 'exit', code: 7 });
      expect(await exited).toEqual({ code: 7, signal: null });
    });

    it.each(['throw', 'reject'] as const)('ends a process that does not handle what it %ss', async (what) => {
      const { child, exited, output } = await start();
      child.send({ do: what });
      const { code } = await exited;
      expect(code).not.toBe(0);
      expect(output()).toContain('as ordered');
    });

    it.skipIf(process.platform === 'win32')('tells the signal that a process died of', async () => {
      const { child, exited } = await start();
      child.send({ do: 'crash' });
      expect(await exited).toEqual({ code: null, signal: 'SIGABRT' });
    });

    it('kills at once', async () => {
      const { child, exited } = await start();
      child.kill();
      const { signal } = await exited;
      expect(signal).toBe(process.platform === 'win32' ? 'SIGTERM' : 'SIGKILL');
      child.kill();
      child.send({ do: 'exit', code: 1 });
    });

    it('kills a process that has not got so far as to start', async () => {
      const child = make(process.env, obedientEntries).spawn('data');
      child.kill();
      const exit = await new Promise<ProcessExit>((resolve) => {
        child.onExit(resolve);
      });
      expect(exit.code).not.toBe(0);
    });

    it('tells whoever asks late that the process has ended', async () => {
      const { child, exited } = await start();
      child.send({ do: 'exit', code: 5 });
      await exited;
      const late = await new Promise<ProcessExit>((resolve) => {
        child.onExit(resolve);
      });
      expect(late.code).toBe(5);
    });
  });
}
