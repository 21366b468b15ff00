import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { fromErrorEnvelope, HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { LogLevel, LogOrigin } from '../../../../src-core/job/worker-protocol.ts';
import type { ScoreRequest } from '../../../../src-core/kinds/replay/engine/judges.ts';
import type { CandleBatch, DriverCounts } from '../../../../src-core/kinds/replay/engine/model-driver.ts';
import {
  positionCall,
  positionField,
  positionLength,
  type Position,
} from '../../../../src-core/kinds/replay/engine/position.ts';
import type { ScoreResult } from '../../../../src-core/kinds/replay/scoring/scoring-function.ts';
import type { ReplayPlan } from '../../../../src-core/kinds/replay/plan.ts';
import {
  PredictionTable,
  type PredictionBuffers,
} from '../../../../src-core/kinds/replay/engine/prediction-table.ts';
import { AwakeTime } from '../../../../src-core/time/awake-time.ts';
import { isoSeconds } from '../../../../src-core/time/utc.ts';
import { buffersOfBatch } from './batch-buffers.ts';
import { takeThread } from './prepared-thread.ts';
import { forwardPrints } from '../forward-prints.ts';
import type { FromThread, ThreadInput, ToThread } from './messages.ts';

export interface ThreadOptions {
  readonly plan: ReplayPlan;
  readonly runId: string;
  readonly temporaryFolder: string;
  readonly memoryMb: number;
  readonly onLog: (level: LogLevel, message: string, origin: LogOrigin) => void;
  readonly onChild: (pid: number) => void;
  /** Where predictions go; large enough for all the run can make. */
  readonly predictions: PredictionBuffers;
  /** Hears that more rows of the table are decided, `decided` in all. */
  readonly onPredictions: (table: PredictionTable, decided: number) => void;
}

const watchIntervalMs = 250;
/** What counts at most from one look to the next: more passes only while this process does not run. */
const longestStepMs = 2000;
/** Loading may read packages from a cold disk; the limit on one call is about calls. */
const loadAllowanceSeconds = 30;
/** Between calls the thread does work of Hindcast's own too, however short the limit on a call is. */
const betweenCallsAllowanceSeconds = 2;

/** How long a thread whose run is over has to end by itself, and then when it is told to. */
const leavingMs = 250;

type BatchDone = Extract<FromThread, { type: 'batchDone' }>;

interface Waiter {
  resolve(done: BatchDone): void;
  reject(error: HindcastError): void;
}

/**
 * The replay thread as the rest of the worker sees it: hand it batches, get predictions. Whatever user code does in
 * there (throw, hang, exit, run out of memory) comes out as one specific HindcastError.
 */
export class ReplayThread {
  readonly position: Position;
  /** The predictions decided so far. */
  readonly table: PredictionTable;
  readonly #options: ThreadOptions;
  readonly #worker: Worker;
  readonly #waiters: Waiter[] = [];
  #prober: { resolve(results: ScoreResult[]): void; reject(error: HindcastError): void } | undefined;
  readonly #watch: NodeJS.Timeout;
  readonly #exited: Promise<void>;
  #ready: { promise: Promise<void>; resolve(): void; reject(error: HindcastError): void };
  /** Processes that user code runs in; they must not outlive the thread. */
  readonly #childPids: number[] = [];
  #isReady = false;
  #failure: HindcastError | undefined;
  #lastSeen = '';
  /** Time in which this process ran: the model did not run longer. */
  readonly #time = new AwakeTime(() => performance.now(), longestStepMs);
  #lastMovedMs = 0;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.table = new PredictionTable(options.predictions);
    const shared = new SharedArrayBuffer(positionLength * Float64Array.BYTES_PER_ELEMENT);
    this.position = new Float64Array(shared);
    const input: ThreadInput = {
      plan: options.plan,
      runId: options.runId,
      position: shared,
      predictions: options.predictions,
      temporaryFolder: options.temporaryFolder,
    };
    this.#ready = Promise.withResolvers<void>();
    // A failure before anyone waits for readiness must not count as unhandled; ready() hands it on.
    this.#ready.promise.catch(() => undefined);
    this.#worker = takeThread(options.memoryMb);
    this.#worker.postMessage({ type: 'start', input } satisfies ToThread);
    // A model that reads its input finds the end of it instead of waiting.
    this.#worker.stdin?.end();
    forwardPrints(this.#worker, options.onLog);
    this.#worker.on('message', (message: FromThread) => this.#onMessage(message));
    this.#worker.on('error', (error: Error) => this.#fail(this.#explainCrash(error)));
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        clearInterval(this.#watch);
        this.#killChildren();
        this.#fail(
          new HindcastError(
            'MODEL_EXITED',
            `The model ended its own process (exit code ${code})${this.#place()}. Remove the call of process.exit().`,
          ),
        );
        resolve();
      });
    });
    this.#watch = setInterval(() => this.#checkForHang(), watchIntervalMs);
  }

  /** Resolves when the user's code is loaded. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /**
   * Replays one batch; its buffers move to the thread. Batches may be handed in before earlier ones are done.
   *
   * @returns the batch, whose buffers may be filled again, after all predictions that are decided have been heard of
   */
  async run(batch: CandleBatch): Promise<CandleBatch> {
    const done = await this.#ask({ type: 'batch', batch }, buffersOfBatch(batch));
    return done.batch ?? { subjects: [] };
  }

  /** Ends the run and lets the thread go, which a timer of the model's own may not keep. */
  async finish(): Promise<DriverCounts> {
    const { counts } = await this.#ask({ type: 'finish' }, []);
    await this.#left();
    await this.terminate();
    return counts;
  }

  /** Scores outputs that no model made. */
  probe(requests: ScoreRequest[]): Promise<ScoreResult[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#prober = { resolve, reject };
      this.#worker.postMessage({ type: 'probe', requests } satisfies ToThread);
    });
  }

  /** Ends the thread at once, whatever it is doing. */
  async terminate(): Promise<void> {
    this.#fail(new HindcastError('CANCELLED', 'The run was cancelled.'));
    this.#killChildren();
    void this.#worker.terminate();
    await this.#left();
  }

  /** Waits until the thread is gone, but not for one in a call that cannot be ended, such as execSync(). */
  async #left(): Promise<void> {
    const patience = new AbortController();
    await Promise.race([this.#exited, setTimeout(leavingMs, undefined, { signal: patience.signal })]);
    patience.abort();
  }

  #ask(message: ToThread, transfer: ArrayBuffer[]): Promise<BatchDone> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#worker.postMessage(message, transfer);
    });
  }

  #onMessage(message: FromThread): void {
    this.#lastMovedMs = this.#time.read();
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#ready.resolve();
        return;
      case 'predictions':
        this.#admit(message);
        return;
      case 'batchDone':
        this.#waiters.shift()?.resolve(message);
        return;
      case 'probed':
        this.#prober?.resolve(message.results);
        return;
      case 'log':
        this.#options.onLog(message.level, message.message, message.origin);
        return;
      case 'child':
        this.#childPids.push(message.pid);
        this.#options.onChild(message.pid);
        return;
      case 'failed':
        if (message.stack !== '') this.#options.onLog('error', message.stack, 'model');
        this.#fail(fromErrorEnvelope(message.error));
        void this.#worker.terminate();
    }
  }

  #admit({ decided, outputJson, reason }: Extract<FromThread, { type: 'predictions' }>): void {
    for (const [row, text] of outputJson) this.table.outputJson.set(row, text);
    for (const [row, text] of reason) this.table.reason.set(row, text);
    this.table.length = decided;
    this.#options.onPredictions(this.table, decided);
  }

  #killChildren(): void {
    for (const pid of this.#childPids.splice(0)) {
      try {
        // Each leads a process group with all that it has started; Windows has no groups.
        process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }

  #fail(error: HindcastError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#ready.reject(error);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
    this.#prober?.reject(error);
  }

  #checkForHang(): void {
    const seen = this.position.join();
    const now = this.#time.read();
    if (seen !== this.#lastSeen) {
      this.#lastSeen = seen;
      this.#lastMovedMs = now;
      return;
    }
    const limit = this.#options.plan.model.call_timeout_seconds + this.#allowanceSeconds();
    if (now - this.#lastMovedMs < limit * 1000) return;
    const what = this.#isReady ? this.#whatHangs() : 'The model did not load';
    this.#fail(
      new HindcastError(
        'MODEL_HUNG',
        `${what} within ${limit} seconds${this.#place()}. Look for an endless loop, or raise model.call_timeout_seconds.`,
        { details: { limit_seconds: limit } },
      ),
    );
    // One that waits for a process of its own goes on only without it.
    this.#killChildren();
    void this.#worker.terminate();
  }

  #allowanceSeconds(): number {
    if (!this.#isReady) return loadAllowanceSeconds;
    return this.position[positionField.call] === positionCall.none ? betweenCallsAllowanceSeconds : 0;
  }

  #whatHangs(): string {
    switch (this.position[positionField.call]) {
      case positionCall.none:
        return 'The model did not come back between two calls, from a timer or a promise of its own perhaps,';
      case positionCall.score:
        return 'The scoring function did not come back';
      case positionCall.resolve:
        return 'The ground-truth resolver did not come back';
      case positionCall.tick:
        return 'The model did not come back from tick()';
      default:
        return `The model did not come back from ${this.#options.plan.call.method}()`;
    }
  }

  #place(): string {
    const ts = this.position[positionField.candleTs] ?? 0;
    return ts === 0 ? '' : ` at the candle of ${isoSeconds(ts)}`;
  }

  #explainCrash(error: Error & { code?: string }): HindcastError {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return new HindcastError(
        'OUT_OF_MEMORY',
        `The model used more than ${this.#options.memoryMb} MiB${this.#place()}. ` +
          'Keep less history in it, or raise memory_limit_mb.',
        { cause: error },
      );
    }
    this.#options.onLog('error', error.stack ?? error.message, 'model');
    return new HindcastError(
      'MODEL_FAILED',
      `The model failed outside of a call${this.#place()}: ${error.name}: ${error.message}.`,
      { cause: error },
    );
  }
}
