import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildHandle, ProcessExit, ProcessSpawner, WorkerEntry } from './process-spawner.ts';
import { workerEntries } from './worker-entries.ts';
import { workerEnvironment } from './worker-environment.ts';

/**
 * Columns of numbers count as heap, whose first limit (in MB) is so low in V8 that every few of them would set off a
 * collection: a tenth of the time that the figures of a year of minutes take.
 */
const flags = ['--initial-heap-size=100'];

/** How long what a worker has printed may take to arrive once it is gone. */
const drainMilliseconds = 1000;

/**
 * Starts workers as forked Node processes. A worker dies with its parent because it exits when the message channel
 * closes.
 */
export class ForkedNodeSpawner implements ProcessSpawner {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #entries: Readonly<Record<WorkerEntry, URL>>;

  constructor(environment: NodeJS.ProcessEnv, entries: Readonly<Record<WorkerEntry, URL>> = workerEntries) {
    this.#environment = workerEnvironment(environment);
    this.#entries = entries;
  }

  spawn<Incoming, Outgoing>(entry: WorkerEntry): ChildHandle<Incoming, Outgoing> {
    const child = fork(fileURLToPath(this.#entries[entry]), [], {
      env: this.#environment,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: flags,
    });
    let exit: ProcessExit | undefined;
    const exitListeners: ((exit: ProcessExit) => void)[] = [];
    const finish = (ended: ProcessExit): void => {
      if (exit !== undefined) return;
      exit = ended;
      for (const listener of exitListeners) listener(ended);
    };
    let drain: NodeJS.Timeout | undefined;
    // 'close' rather than 'exit': all output has been delivered by then, unless what the worker has started holds it open.
    child.once('exit', () => {
      drain = setTimeout(
        () => [child.stdout, child.stderr].forEach((stream) => stream?.destroy()),
        drainMilliseconds,
      );
    });
    child.once('close', (code, signal) => {
      clearTimeout(drain);
      finish({ code, signal });
    });
    child.once('error', () => finish({ code: null, signal: null }));
    return {
      pid: child.pid,
      send: (message) => {
        if (child.connected) child.send(message as object);
      },
      onMessage: (listener) => child.on('message', (message) => listener(message as Incoming)),
      onExit: (listener) => {
        if (exit === undefined) exitListeners.push(listener);
        else listener(exit);
      },
      onOutput: (listener) => {
        for (const stream of [child.stdout, child.stderr]) {
          stream?.setEncoding('utf8');
          stream?.on('data', listener);
        }
      },
      kill: () => child.kill('SIGKILL'),
    };
  }
}
