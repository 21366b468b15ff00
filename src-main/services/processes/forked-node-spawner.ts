import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildHandle, ProcessExit, ProcessSpawner, WorkerEntry } from './process-spawner.ts';

const entryFiles: Record<WorkerEntry, URL> = {
  job: new URL('../../../src-worker/job/job-worker.ts', import.meta.url),
  data: new URL('../../../src-worker/data/data-worker.ts', import.meta.url),
};

/**
 * Starts workers as forked Node processes. A worker's environment holds what a process needs to run and nothing that
 * could carry a secret; it dies with its parent because it exits when the message channel closes.
 */
export class ForkedNodeSpawner implements ProcessSpawner {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = workerEnvironment(environment);
  }

  spawn<Incoming, Outgoing>(entry: WorkerEntry): ChildHandle<Incoming, Outgoing> {
    const child = fork(fileURLToPath(entryFiles[entry]), [], {
      env: this.#environment,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    let exit: ProcessExit | undefined;
    const exitListeners: ((exit: ProcessExit) => void)[] = [];
    const finish = (ended: ProcessExit): void => {
      if (exit !== undefined) return;
      exit = ended;
      for (const listener of exitListeners) listener(ended);
    };
    // 'close' rather than 'exit': all output has been delivered by then.
    child.once('close', (code, signal) => finish({ code, signal }));
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

const passedOn =
  /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|SYSTEMDRIVE|APPDATA|LOCALAPPDATA|USERPROFILE|COMSPEC|PATHEXT|LD_LIBRARY_PATH|VIRTUAL_ENV|PYENV_\w+|CONDA_PREFIX|NODE_COMPILE_CACHE)$/i;

/**
 * Candles and results go from thread to thread in megabytes. With an arena for each thread, as glibc has by default,
 * what one frees another cannot use, and a long run keeps growing.
 */
const allocatorSettings = { MALLOC_ARENA_MAX: '2' };

function workerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => passedOn.test(name))),
    ...allocatorSettings,
  };
}
