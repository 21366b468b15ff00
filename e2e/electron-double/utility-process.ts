import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { PassThrough, type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ForkOptions } from 'electron';

const bootstrap = fileURLToPath(new URL('./utility-bootstrap.ts', import.meta.url));

/** A utility process as a forked Node process, with the ways of the real one that have cost others time. */
class UtilityProcessDouble extends EventEmitter {
  stdout: PassThrough | null = null;
  stderr: PassThrough | null = null;
  readonly #child: ChildProcess;
  #pid: number | undefined;

  constructor(app: EventEmitter, modulePath: string, parameters: string[], options: ForkOptions) {
    super();
    const stdio = options.stdio ?? ['ignore', 'inherit', 'inherit'];
    if (!Array.isArray(stdio) || stdio[0] !== 'ignore')
      throw new Error('stdin other than ignore is not supported.');
    this.#child = fork(bootstrap, [modulePath, ...parameters], {
      env: (options.env ?? process.env) as NodeJS.ProcessEnv,
      // An unhandled rejection ends a Node process, but not a utility process.
      execArgv: ['--unhandled-rejections=warn', ...(options.execArgv ?? [])],
      serialization: 'advanced',
      stdio: [...stdio, 'ipc'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    if (stdio[1] === 'pipe') this.stdout = piped(this.#child.stdout);
    if (stdio[2] === 'pipe') this.stderr = piped(this.#child.stderr);
    this.#child.once('spawn', () => {
      this.#pid = this.#child.pid;
      this.emit('spawn');
    });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('exit', (code, signal) => this.#end(app, options.serviceName, code, signal));
  }

  /** Unknown before `spawn` and after `exit`. */
  get pid(): number | undefined {
    return this.#pid;
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object);
  }

  kill(): boolean {
    return this.#pid !== undefined && this.#child.kill('SIGTERM');
  }

  #end(
    app: EventEmitter,
    name: string | undefined,
    code: number | null,
    signal: NodeJS.Signals | null,
  ): void {
    this.#pid = undefined;
    const status = code ?? constants.signals[signal ?? 'SIGKILL'];
    try {
      this.emit('exit', status);
    } finally {
      this.stdout?.removeAllListeners();
      this.stderr?.removeAllListeners();
      this.stdout = null;
      this.stderr = null;
    }
    if (code === 0) return;
    const reason = code !== null ? 'abnormal-exit' : isKill(signal) ? 'killed' : 'crashed';
    // The wait status: an exit code is in its second byte.
    const exitCode = code === null ? status : code * 256;
    const details = { type: 'Utility', reason, exitCode, serviceName: 'node.mojom.NodeService', name };
    setImmediate(() => app.emit('child-process-gone', { preventDefault: () => undefined }, details));
  }
}

function isKill(signal: NodeJS.Signals | null): boolean {
  return signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT';
}

function piped(source: Readable | null): PassThrough {
  const stream = new PassThrough();
  source?.pipe(stream);
  return stream;
}

/** What `utilityProcess` is in the double; `isReady` says whether the application is. */
export function utilityProcessDouble(
  app: EventEmitter,
  isReady: () => boolean,
): { fork(modulePath: string, parameters?: string[], options?: ForkOptions): UtilityProcessDouble } {
  return {
    fork: (modulePath, parameters = [], options = {}) => {
      if (!isReady()) throw new Error('utilityProcess cannot be created before app is ready.');
      return new UtilityProcessDouble(app, modulePath, parameters, options);
    },
  };
}
