import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { HindcastError, type ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import { leaseVariable, type LogLevel, type LogOrigin } from '../../../../src-core/job/worker-protocol.ts';
import { AwakeTime } from '../../../../src-core/time/awake-time.ts';
import { isoSeconds } from '../../../../src-core/time/utc.ts';
import type { UserCodeEvents } from '../thread/user-code.ts';
import { forwardPrints } from '../forward-prints.ts';
import { encodeJsonFrame, FrameReader, type Frame } from './frames.ts';
import { interpreterToStart } from './interpreter.ts';
import { outsideArchive } from './outside-archive.ts';

const isWindows = process.platform === 'win32';
const hostPath = outsideArchive(
  fileURLToPath(new URL('../../../../resources/python/hindcast_host.py', import.meta.url)),
);

/** Bytes kept free on the disk for what tells a call that hangs from a model that exits. */
const reservedForTraceback = 16_384;

export interface PythonOptions {
  readonly role: string;
  readonly path: string;
  readonly python: string | undefined;
  readonly seed: number;
  readonly callTimeoutSeconds: number;
  readonly temporaryFolder: string;
  /** What else the host needs to know, in the names it reads. */
  readonly config: Record<string, unknown>;
  /** Time of the last candle known to be done, in seconds since the epoch, UTC; 0 when there is none. */
  readonly lastCandleTs: () => number;
}

/** The host's own watchdog comes first, because it can say where the code hangs. */
const graceSeconds = 5;
/** Loading may read packages from a cold disk; the limit on one call is about calls. */
const loadAllowanceSeconds = 20;
/** How long what a process has printed may take to arrive once it is gone. */
const drainMs = 1000;
const watchIntervalMs = 250;
/** What counts at most from one look to the next: more passes only while this process does not run. */
const longestStepMs = 2000;
let processes = 0;

/**
 * One Python process with Hindcast's host script. Everything it can die of comes out as one specific HindcastError.
 */
export class PythonProcess {
  readonly #options: PythonOptions;
  readonly #events: UserCodeEvents;
  readonly #child: ChildProcess;
  readonly #interpreter: string;
  readonly #hangFile: string;
  #waiting: { resolve(frame: Frame): void; reject(error: HindcastError): void } | undefined;
  #onProgress: ((frame: Frame) => void) | undefined;
  #failure: HindcastError | undefined;
  /** Time in which this process ran. */
  readonly #time = new AwakeTime(() => performance.now(), longestStepMs);
  #lastMessageMs = 0;
  #watch: NodeJS.Timeout | undefined;
  #isClosing = false;
  /** Whether the interpreter got as far as Hindcast's own code. */
  #isHost = false;
  #isReady = false;
  /** What the host said it ends with. */
  #lastWords: HindcastError | undefined;
  readonly #exited: Promise<void>;

  constructor(options: PythonOptions, events: UserCodeEvents) {
    this.#options = options;
    this.#events = events;
    this.#interpreter = interpreterToStart(options.python);
    this.#hangFile = join(options.temporaryFolder, `python-hang-${processes++}.txt`);
    writeFileSync(this.#hangFile, ' '.repeat(reservedForTraceback));
    this.#child = startHost(this.#interpreter, options.seed);
    this.#child.once('error', (error) => this.#fail(explainSpawn(this.#interpreter, error)));
    let drain: NodeJS.Timeout | undefined;
    this.#child.once('exit', () => {
      // Processes that the model left behind would hold the pipes open.
      this.kill();
      drain = setTimeout(() => {
        for (const stream of this.#child.stdio) stream?.destroy();
      }, drainMs);
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        clearTimeout(drain);
        this.#fail(this.#explainExit(code, signal));
        resolve();
      });
      this.#child.once('error', () => resolve());
    });
    if (this.#child.pid !== undefined) events.onChild(this.#child.pid);
    forwardPrints(this.#child, (level, message, origin) => events.onLog(level, message, origin));
    const reader = new FrameReader((frame) => this.#onFrame(frame));
    this.#output.on('data', (chunk: Buffer) => {
      try {
        reader.write(chunk);
      } catch (cause) {
        this.#fail(
          new HindcastError(
            'MODEL_FAILED',
            `The ${options.role} ${options.path} wrote into Hindcast's own channel.`,
            { cause },
          ),
        );
        this.kill();
      }
    });
    for (const stream of [this.#input, this.#output]) stream.on('error', () => undefined);
    this.#input.write(
      encodeJsonFrame('C', {
        role: options.role,
        path: options.path,
        seed: options.seed,
        call_timeout_seconds: options.callTimeoutSeconds,
        load_timeout_seconds: this.#loadTimeoutSeconds,
        hang_file: this.#hangFile,
        ...options.config,
      }),
    );
  }

  /** Waits until the process is gone; gives what it died of. */
  async died(): Promise<HindcastError> {
    await this.#exited;
    return this.#failure ?? new HindcastError('INTERNAL', 'A Python process ended without a reason.');
  }

  /** Waits until user code is loaded. */
  async ready(): Promise<void> {
    await this.#next(this.#loadTimeoutSeconds + graceSeconds, undefined);
    this.#isReady = true;
  }

  /**
   * Sends a frame and waits for the frame that ends its answer.
   *
   * @param onProgress sees every `P` frame, the last one included
   */
  ask(frame: Uint8Array, onProgress?: (frame: Frame) => void): Promise<Frame> {
    const answer = this.#next(this.#options.callTimeoutSeconds + graceSeconds, onProgress);
    this.#input.write(frame);
    return answer;
  }

  /** Resolves when the process is gone, having been asked to go. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#failure === undefined) this.#input.end(encodeJsonFrame('F', null));
    const patience = setTimeout(() => this.kill(), graceSeconds * 1000);
    await this.#exited;
    clearTimeout(patience);
  }

  /** Ends the process and what it has started, at once. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (isWindows) this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // All gone already.
    }
  }

  get #loadTimeoutSeconds(): number {
    return this.#options.callTimeoutSeconds + loadAllowanceSeconds;
  }

  get #input(): Writable {
    return this.#child.stdio[3] as Writable;
  }

  get #output(): Readable {
    return this.#child.stdio[4] as Readable;
  }

  #next(limitSeconds: number, onProgress: ((frame: Frame) => void) | undefined): Promise<Frame> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#onProgress = onProgress;
    this.#lastMessageMs = this.#time.read();
    this.#watch = setInterval(() => {
      if (this.#time.read() - this.#lastMessageMs < limitSeconds * 1000) return;
      this.#fail(this.#hung(''));
      this.kill();
    }, watchIntervalMs);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #onFrame(frame: Frame): void {
    this.#lastMessageMs = this.#time.read();
    switch (frame.type) {
      case 'P':
        this.#onProgress?.(frame);
        if (frame.payload[0] === 1) this.#settle(frame);
        return;
      case 'L': {
        const { level, message, origin } = JSON.parse(frame.payload.toString()) as {
          level: LogLevel;
          message: string;
          origin: LogOrigin;
        };
        this.#events.onLog(level, message, origin);
        return;
      }
      case 'H':
        this.#isHost = true;
        return;
      case 'A':
        return;
      case 'E': {
        const error = JSON.parse(frame.payload.toString()) as {
          code: ErrorCode;
          message: string;
          details: Record<string, unknown>;
        };
        // The process ends next; its failure is told then, when all that it printed has arrived.
        this.#lastWords = new HindcastError(error.code, error.message, { details: error.details });
        setTimeout(() => this.kill(), drainMs).unref();
        return;
      }
      default:
        this.#settle(frame);
    }
  }

  #settle(frame: Frame): void {
    clearInterval(this.#watch);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(frame);
  }

  #fail(error: HindcastError): void {
    clearInterval(this.#watch);
    if (this.#failure !== undefined) return;
    this.#failure = error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }

  #explainExit(code: number | null, signal: NodeJS.Signals | null): HindcastError {
    const { role, path } = this.#options;
    if (this.#lastWords !== undefined) return this.#lastWords;
    const hang = existsSync(this.#hangFile) ? readFileSync(this.#hangFile, 'utf8').trim() : '';
    if (hang !== '' && !this.#isClosing) return this.#hung(hang);
    if (!this.#isHost) {
      return new HindcastError(
        'MODEL_LOAD_FAILED',
        `${this.#interpreter} did not run Hindcast's Python host (${signal ?? `exit code ${code}`}). ` +
          'It must be Python 3.8 or newer: see the log, and name another interpreter in model.python.',
      );
    }
    if (signal !== null) {
      return new HindcastError(
        'MODEL_EXITED',
        `The ${role} ${path} was ended by signal ${signal}${this.#place()}, which usually means a crash in a native package or too little memory. ` +
          'Its last output is in the log.',
        { details: { signal } },
      );
    }
    return new HindcastError(
      'MODEL_EXITED',
      `The ${role} ${path} ended its own process (exit code ${code})${this.#place()}. Remove the call of exit.`,
      {
        details: { exit_code: code },
      },
    );
  }

  #hung(traceback: string): HindcastError {
    const { role, path, callTimeoutSeconds } = this.#options;
    if (traceback !== '') this.#events.onLog('error', traceback, 'model');
    // The traceback holds every thread; the line of interest is the user's own that comes first.
    const frame = [...traceback.matchAll(/File "([^"]+)", line (\d+) in (\S+)/g)].find(
      (candidate) => candidate[1] === path,
    );
    const where = frame === undefined ? '' : ` (${frame[3]}, line ${frame[2]})`;
    const limit = this.#isReady ? callTimeoutSeconds : this.#loadTimeoutSeconds;
    const what = this.#isReady ? 'did not come back from a call' : 'did not load';
    return new HindcastError(
      'MODEL_HUNG',
      `The ${role} ${path} ${what} within ${limit} seconds${where}${this.#place()}. ` +
        'Look for an endless loop, or raise model.call_timeout_seconds.',
      { details: { limit_seconds: limit } },
    );
  }

  #place(): string {
    const ts = this.#options.lastCandleTs();
    return ts === 0 ? '' : ` after the candle of ${isoSeconds(ts)}`;
  }
}

function startHost(interpreter: string, seed: number): ChildProcess {
  try {
    return spawn(interpreter, ['-u', hostPath], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      env: pythonEnvironment(seed),
      // A process group of its own, so that what the model starts can be ended with it.
      detached: !isWindows,
      windowsHide: true,
    });
  } catch (thrown) {
    // Most errors come as an event, but not all of them.
    throw explainSpawn(interpreter, thrown as Error);
  }
}

function explainSpawn(interpreter: string, error: Error & { code?: string }): HindcastError {
  return new HindcastError(
    'MODEL_LOAD_FAILED',
    error.code === 'ENOENT'
      ? `There is no Python interpreter "${interpreter}". Install Python 3, or name one in model.python.`
      : `Python could not be started (${interpreter}): ${error.message}.`,
    { cause: error },
  );
}

const passedOn =
  /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|SYSTEMDRIVE|APPDATA|LOCALAPPDATA|USERPROFILE|LD_LIBRARY_PATH|VIRTUAL_ENV|PYENV_\w+|CONDA_PREFIX)$/i;

function pythonEnvironment(seed: number): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name))),
    [leaseVariable]: process.env[leaseVariable],
    PYTHONHASHSEED: String(seed),
    PYTHONIOENCODING: 'utf-8:backslashreplace',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
