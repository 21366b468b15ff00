import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { App, Details, ForkOptions, UtilityProcess } from 'electron';
import type {
  ChildHandle,
  ProcessExit,
  ProcessSpawner,
  WorkerEntry,
} from '../services/processes/process-spawner.ts';
import { workerEntries } from '../services/processes/worker-entries.ts';
import { workerEnvironment } from '../services/processes/worker-environment.ts';

export interface UtilityProcessParts {
  readonly app: Pick<App, 'on'>;
  readonly utilityProcess: {
    fork(modulePath: string, parameters: string[], options: ForkOptions): UtilityProcess;
  };
  /** That of this process; what may carry a secret is not passed on. */
  readonly environment: NodeJS.ProcessEnv;
  readonly entries?: Readonly<Record<WorkerEntry, URL>>;
}

/**
 * Starts workers as utility processes of Electron; only after `ready`. What `exit` says of a process that died is not
 * to be relied on, so the reason comes from `child-process-gone`, which knows a process by its name.
 */
export class UtilityProcessSpawner implements ProcessSpawner {
  readonly #parts: UtilityProcessParts;
  readonly #environment: Record<string, string>;
  readonly #children = new Map<string, UtilityChild>();
  #started = 0;

  constructor(parts: UtilityProcessParts) {
    this.#parts = parts;
    this.#environment = workerEnvironment(parts.environment);
    parts.app.on('child-process-gone', (_, details) => {
      if (details.type === 'Utility') this.#children.get(details.name ?? '')?.gone(details);
    });
  }

  spawn<Incoming, Outgoing>(entry: WorkerEntry): ChildHandle<Incoming, Outgoing> {
    const name = `hindcast-${entry}-${++this.#started}`;
    const { entries = workerEntries, utilityProcess } = this.#parts;
    const child = new UtilityChild(
      utilityProcess.fork(fileURLToPath(entries[entry]), [], {
        env: this.#environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        serviceName: name,
        // On macOS, what a model may touch is asked for in its own name.
        disclaim: entry === 'job',
      }),
      () => this.#children.delete(name),
    );
    this.#children.set(name, child);
    return child as ChildHandle<Incoming, Outgoing>;
  }
}

/** How long after its exit the reason and the last output of a process may take to arrive. */
const drainMilliseconds = 300;

class UtilityChild implements ChildHandle<unknown, unknown> {
  readonly #process: UtilityProcess;
  readonly #outputs: readonly Readable[];
  readonly #onGone: () => void;
  readonly #outputListeners: ((text: string) => void)[] = [];
  readonly #exitListeners: ((exit: ProcessExit) => void)[] = [];
  #pid: number | undefined;
  #isDoomed = false;
  #exitCode: number | undefined;
  #reason: Details | undefined;
  #openOutputs = 0;
  #drain: NodeJS.Timeout | undefined;
  #exit: ProcessExit | undefined;

  constructor(process: UtilityProcess, onGone: () => void) {
    this.#process = process;
    this.#onGone = onGone;
    this.#outputs = [process.stdout, process.stderr].filter((stream) => stream !== null) as Readable[];
    for (const stream of this.#outputs) stream.setEncoding('utf8');
    this.#readOutputs();
    process.once('spawn', () => {
      this.#pid = process.pid;
      if (this.#isDoomed) this.kill();
    });
    process.once('exit', (code) => {
      this.#exitCode = code;
      // Electron takes all listeners off the streams once this event is over; what is left in them is read after.
      this.#openOutputs = this.#outputs.filter((stream) => !stream.readableEnded).length;
      globalThis.process.nextTick(() => {
        this.#readOutputs();
        this.#settle();
      });
    });
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  send(message: unknown): void {
    this.#process.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#process.on('message', listener);
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    if (this.#exit === undefined) this.#exitListeners.push(listener);
    else listener(this.#exit);
  }

  onOutput(listener: (text: string) => void): void {
    this.#outputListeners.push(listener);
  }

  kill(): void {
    this.#isDoomed = true;
    if (this.#pid === undefined || this.#exitCode !== undefined) return;
    try {
      // Electron itself would only send SIGTERM.
      process.kill(this.#pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }

  /** Takes in why the system says that the process is gone. */
  gone(details: Details): void {
    this.#reason = details;
    this.#settle();
  }

  #readOutputs(): void {
    for (const stream of this.#outputs) {
      stream.on('data', (text: string) => {
        for (const listener of this.#outputListeners) listener(text);
      });
      stream.once('end', () => {
        this.#openOutputs--;
        this.#settle();
      });
    }
  }

  #settle(): void {
    if (this.#exit !== undefined) return;
    const isKnown = this.#exitCode === 0 || (this.#exitCode !== undefined && this.#reason !== undefined);
    if (isKnown && this.#openOutputs <= 0) this.#finish();
    else this.#drain ??= setTimeout(() => this.#finish(), drainMilliseconds);
  }

  #finish(): void {
    if (this.#exit !== undefined) return;
    clearTimeout(this.#drain);
    const exit = exitOf(this.#reason, this.#exitCode);
    this.#exit = exit;
    this.#onGone();
    for (const listener of this.#exitListeners) listener(exit);
  }
}

function exitOf(details: Details | undefined, exitCode: number | undefined): ProcessExit {
  const code = exitCode ?? details?.exitCode ?? null;
  switch (details?.reason) {
    case 'launch-failed':
    case 'integrity-failure':
      return { code: null, signal: null };
    case 'oom':
    case 'memory-eviction':
      return { code, signal: null, outOfMemory: true };
    case 'killed':
      return { code: null, signal: signalOf(details.exitCode) ?? 'SIGKILL' };
    case 'crashed': {
      const signal = signalOf(details.exitCode);
      return signal === undefined ? { code, signal: null } : { code: null, signal };
    }
    default:
      return { code, signal: null };
  }
}

/** The signal in a POSIX wait status; Windows has none. */
function signalOf(status: number): string | undefined {
  if (process.platform === 'win32') return undefined;
  const number = status & 0x7f;
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
