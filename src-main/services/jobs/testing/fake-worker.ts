import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  workerProtocolVersion,
  type JobAssignment,
  type MainToWorker,
  type WorkerToMain,
} from '../../../../src-core/job/worker-protocol.ts';
import type { Progress } from '../../../../src-core/job/progress.ts';
import type { ChildHandle, ProcessExit, ProcessSpawner } from '../../processes/process-spawner.ts';

/** A worker that does what a test tells it to, through the real protocol. */
export class FakeWorker {
  readonly pid: number;
  readonly received: MainToWorker[] = [];
  killed = false;
  #message: (message: WorkerToMain) => void = () => undefined;
  #exit: (exit: ProcessExit) => void = () => undefined;
  #output: (text: string) => void = () => undefined;
  readonly #started = Promise.withResolvers<JobAssignment>();
  readonly #cancelled = Promise.withResolvers<void>();

  constructor(pid: number) {
    this.pid = pid;
  }

  /** Resolves when the assignment comes in. */
  get started(): Promise<JobAssignment> {
    return this.#started.promise;
  }

  /** Resolves when the worker is asked to stop. */
  get cancelAsked(): Promise<void> {
    return this.#cancelled.promise;
  }

  hello(protocol = workerProtocolVersion): void {
    this.say({ type: 'hello', protocol, pid: this.pid });
  }

  say(message: WorkerToMain): void {
    this.#message(message);
  }

  print(text: string): void {
    this.#output(text);
  }

  exit(code: number | null, signal: string | null = null): void {
    this.#exit({ code, signal });
  }

  /** Writes a whole result, says so and leaves, as a good worker does. */
  complete(assignment: JobAssignment, change: { seal?: (folder: string) => void } = {}): void {
    writeResult(assignment);
    change.seal?.(assignment.outputFolder);
    this.say({
      type: 'completed',
      leaseId: assignment.leaseId,
      warnings: ['2 candles missing'],
      artifacts: [],
    });
    this.exit(0);
  }

  get handle(): ChildHandle<WorkerToMain, MainToWorker> {
    return {
      pid: this.pid,
      send: (message) => {
        this.received.push(message);
        if (message.type === 'start') this.#started.resolve(message.assignment);
        else this.#cancelled.resolve();
      },
      onMessage: (listener) => (this.#message = listener),
      onExit: (listener) => (this.#exit = listener),
      onOutput: (listener) => (this.#output = listener),
      kill: () => {
        this.killed = true;
        this.exit(null, 'SIGKILL');
      },
    };
  }
}

/** Hands out fake workers; `next()` is the one that will be, or was, spawned next. */
export class FakeSpawner implements ProcessSpawner {
  readonly workers: FakeWorker[] = [];
  /** Whether the pid of a worker is known before it says hello. */
  tellsPid = true;
  readonly #waiting: ((worker: FakeWorker) => void)[] = [];
  #taken = 0;

  spawn<Incoming, Outgoing>(): ChildHandle<Incoming, Outgoing> {
    // Far above any pid of the machine, so that nothing real is ever signalled.
    const worker = new FakeWorker(900_000_000 + this.workers.length);
    this.workers.push(worker);
    this.#waiting.shift()?.(worker);
    const { handle } = worker;
    return { ...handle, pid: this.tellsPid ? handle.pid : undefined } as unknown as ChildHandle<
      Incoming,
      Outgoing
    >;
  }

  next(): Promise<FakeWorker> {
    const ready = this.workers[this.#taken++];
    return ready === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(ready);
  }
}

export function progressAt(fraction: number, phase: Progress['phase'] = 'simulating'): Progress {
  return { phase, fraction, current_date: '2022-01-03', message: '', eta_seconds: null };
}

/** Fills the output folder of an assignment with a result that passes every check. */
export function writeResult(assignment: JobAssignment): void {
  const files = {
    'predictions.parquet': 'PAR1',
    'charts.json': '{"schema_version":1,"charts":[]}',
    'log.jsonl': '',
    'summary.json': JSON.stringify(sampleSummary(assignment)),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(assignment.outputFolder, name), text);
  const manifest = {
    schema_version: 1,
    job_id: assignment.jobId,
    files: Object.entries(files).map(([name, text]) => ({
      name,
      size_bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
  };
  writeFileSync(join(assignment.outputFolder, 'manifest.json'), JSON.stringify(manifest));
}

export function sampleSummary(
  assignment: Pick<JobAssignment, 'jobId' | 'snapshotId' | 'modelHash' | 'files' | 'codeFiles'>,
): object {
  return {
    schema_version: 1,
    kind: 'replay',
    name: 'sample',
    created_at: '2026-11-21T12:00:00.000Z',
    headline: {
      metric: 'score_mean',
      label: 'Mean score',
      value: 0.25,
      standard_error: 0.01,
      interval_low: 0.2,
      interval_high: 0.3,
      confidence: 0.95,
      method: 'block bootstrap',
    },
    metrics: { score_mean: 0.25, ic: 0.1 },
    counts: { predictions: 10, scored: 9 },
    warnings: ['2 candles missing'],
    data: {
      feeds: ['test/BTC/candle/1m'],
      start: '2022-01-03T00:00:00Z',
      end: '2022-01-05T23:59:59Z',
      is_synthetic: false,
    },
    data_quality: {
      badge: 'clean',
      rows_read: 10,
      rows_used: 10,
      rows_without_price: 0,
      duplicates_removed: 0,
      rows_out_of_order: 0,
      missing_days: [],
      missing_candles: 0,
      gaps: [],
      gaps_not_listed: 0,
    },
    config: {},
    receipt: {
      job_id: assignment.jobId,
      snapshot_id: assignment.snapshotId,
      dataset_version_ids: {},
      files: assignment.files.map((file) => ({
        path: file.path,
        sha256: file.sha256,
        size_bytes: file.sizeBytes,
        rows: file.rows,
      })),
      model_hash: assignment.modelHash,
      model_files: assignment.codeFiles,
      engine_version: '1',
      metrics_version: '1',
      hindcast_version: '0.1.0',
      runtime: { node: 'v24.21.0' },
      strict_hash: 'a'.repeat(64),
      canonical_hash: 'b'.repeat(64),
    },
    timings_seconds: { total: 1 },
  };
}
