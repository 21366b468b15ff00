import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Feed } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import type { PinnedFile } from '../../src-core/job/worker-protocol.ts';
import type { ReplaySpecInput } from '../../src-core/kinds/replay/spec.ts';
import { replaySummarySchema, type ReplaySummary } from '../../src-core/kinds/replay/summary.ts';
import { parseJobSpec } from '../../src-core/kinds/registry.ts';
import { dayOf } from '../../src-core/time/utc.ts';
import type { JobContext } from '../../src-worker/job/job-context.ts';
import { replayRunner } from '../../src-worker/kinds/replay/replay-runner.ts';
import { writeDayFile, type TestCandle } from './candle-files.ts';
import { pinnedFile } from './pinned-file.ts';

export const testFeed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };

export interface ReplayBench {
  readonly root: string;
  readonly cacheRoot: string;
  files: PinnedFile[];
}

/** A private folder with a cache in it; remove it with {@link removeBench}. */
export async function makeBench(): Promise<ReplayBench> {
  const root = await mkdtemp(join(tmpdir(), 'hindcast-replay-'));
  const cacheRoot = join(root, 'cache');
  await mkdir(cacheRoot);
  return { root, cacheRoot, files: [] };
}

export function removeBench(bench: ReplayBench): Promise<void> {
  return rm(bench.root, { recursive: true, force: true });
}

/** Writes candles as day files of a feed and pins them. */
export async function addCandles(
  bench: ReplayBench,
  candles: readonly TestCandle[],
  feed: Feed = testFeed,
): Promise<void> {
  const byDay = new Map<string, TestCandle[]>();
  for (const candle of candles) {
    const day = dayOf(candle.ts);
    byDay.set(day, [...(byDay.get(day) ?? []), candle]);
  }
  for (const [day, rows] of byDay) {
    await writeDayFile({ root: bench.cacheRoot, feed, day, candles: rows });
    bench.files.push(pinnedFile(bench.cacheRoot, dayFilePath(feed, day), rows.length));
  }
}

export interface ReplayRun {
  readonly folder: string;
  readonly summary: ReplaySummary;
  readonly log: string[];
}

/** What a run ended with when it did not end well, and what it had logged by then. */
export class ReplayFailure extends Error {
  readonly log: string[];
  constructor(cause: Error, log: string[]) {
    super(cause.message, { cause });
    this.log = log;
  }
}

let runs = 0;

/** Runs a replay in this process, as a job worker would. */
export async function runReplay(
  bench: ReplayBench,
  spec: Partial<ReplaySpecInput> & { model: ReplaySpecInput['model'] },
  options: {
    checkLookahead?: boolean;
    signal?: AbortSignal;
    memoryMb?: number;
    onProgress?: JobContext['progress'];
  } = {},
): Promise<ReplayRun> {
  const folder = join(bench.root, `output-${runs++}`);
  await mkdir(folder);
  const log: string[] = [];
  const parsed = parseJobSpec(
    { kind: 'replay', name: 'test', feed: testFeed, start: '2026-01-15', end: '2026-01-16', ...spec },
    'test',
  );
  const context: JobContext = {
    assignment: {
      jobId: 'job',
      leaseId: 'lease',
      kind: parsed.kind.kind,
      spec: parsed.spec,
      plan: parsed.kind.plan(parsed.spec),
      cacheRoot: bench.cacheRoot,
      outputFolder: folder,
      files: bench.files,
      snapshotId: 'snapshot',
      datasetVersionIds: {},
      modelHash: 'model',
      codeFiles: {},
      options: { checkLookahead: options.checkLookahead ?? false },
      limits: { memoryMb: options.memoryMb ?? 1024, callTimeoutSeconds: 30 },
    },
    signal: options.signal ?? new AbortController().signal,
    log: (level, message, origin = 'hindcast') => void log.push(`${level} ${origin}: ${message}`),
    progress: options.onProgress ?? (() => undefined),
    addChild: () => undefined,
    elapsedMs: () => performance.now(),
    now: () => new Date(0),
  };
  try {
    await replayRunner.run(context);
  } catch (thrown) {
    throw new ReplayFailure(thrown as Error, log);
  }
  const summary = replaySummarySchema.parse(JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')));
  return { folder, summary, log };
}

/** Writes a model's source into the bench and returns its path. */
export async function writeModel(bench: ReplayBench, name: string, source: string): Promise<string> {
  const path = join(bench.root, name);
  await writeFile(path, source);
  return path;
}

/** The predictions of a run as objects, as a reader of the Parquet file finds them. */
export async function readPredictions(run: ReplayRun): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(
    `SELECT epoch(performed_at) AS ts, * EXCLUDE (performed_at, resolved_at) FROM read_parquet('${join(run.folder, 'predictions.parquet')}')`,
  );
  const rows = result.getRowObjects() as Record<string, unknown>[];
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** Whether this machine has a Python that models can run on. */
export function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
