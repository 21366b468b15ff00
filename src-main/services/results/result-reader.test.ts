import { appendFileSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { JobState } from '../../../src-core/job/job-state.ts';
import type { JobRecord } from '../jobs/store/job-record.ts';
import { writeResult } from '../jobs/testing/fake-worker.ts';
import { JobBench } from '../jobs/testing/job-bench.ts';
import { candleSourceOf } from './candle-source.ts';
import { compareRuns } from './compare-runs.ts';
import type { StoredSummary } from './result-files.ts';
import { ResultReader } from './result-reader.ts';

const [first, second, third] = ['a', 'b', 'c'].map((digit) => digit.repeat(32)) as [string, string, string];

let bench: JobBench;
let states: Map<string, JobState>;
let reader: ResultReader;

beforeEach(() => {
  bench = new JobBench();
  states = new Map([
    [first, 'completed'],
    [second, 'completed'],
    [third, 'running'],
  ]);
  for (const jobId of [first, second]) place(jobId);
  reader = new ResultReader(bench.home, {
    find: (jobId) => {
      const state = states.get(jobId);
      if (state === undefined) throw new HindcastError('UNKNOWN_JOB', 'There is no such job.');
      return { jobId, state } as JobRecord;
    },
  });
});
afterEach(() => bench.remove());

function place(jobId: string): string {
  const folder = folderOf(jobId);
  mkdirSync(folder);
  writeResult({
    jobId,
    leaseId: 'l',
    snapshotId: 's',
    modelHash: 'm',
    files: [],
    codeFiles: {},
    datasetVersionIds: {},
    options: { checkLookahead: false },
    kind: 'replay',
    spec: {},
    plan: {},
    limits: { memoryMb: 1, callTimeoutSeconds: 1 },
    cacheRoot: '',
    outputFolder: folder,
  });
  return folder;
}

function folderOf(jobId: string): string {
  return join(bench.home.results, jobId);
}

describe('reading results again and again', () => {
  it('checks the files against their hashes once, as long as nothing says that they have changed', async () => {
    const charts = join(folderOf(first), 'charts.json');
    utimesSync(charts, 1_700_000_000, 1_700_000_000);
    const opened = await reader.open(first);
    expect(opened.summary.headline.value).toBe(0.25);
    writeFileSync(charts, 'x'.repeat(statSync(charts).size));
    utimesSync(charts, 1_700_000_000, 1_700_000_000);
    expect(await reader.open(first)).toBe(opened);
    expect(await new ResultReader(bench.home, { find: () => record(first) }).open(first).catch(codeOf)).toBe(
      'RESULT_CORRUPT',
    );
  });

  it('notices a file that has changed, is gone, or is mended', async () => {
    await reader.open(first);
    appendFileSync(join(folderOf(first), 'predictions.parquet'), 'x');
    await expect(reader.open(first)).rejects.toMatchObject({ code: 'RESULT_CORRUPT' });
    rmSync(join(folderOf(first), 'predictions.parquet'));
    await expect(reader.open(first)).rejects.toMatchObject({ code: 'RESULT_MISSING' });
    rmSync(folderOf(first), { recursive: true });
    await expect(reader.open(first)).rejects.toMatchObject({ code: 'RESULT_MISSING' });
    place(first);
    expect((await reader.open(first)).jobId).toBe(first);
  });

  it('gives no result of a job that has been sent back to the queue', async () => {
    await reader.open(first);
    states.set(first, 'pending');
    await expect(reader.open(first)).rejects.toMatchObject({ code: 'RESULT_NOT_READY' });
    await expect(reader.open('f'.repeat(32))).rejects.toMatchObject({ code: 'UNKNOWN_JOB' });
  });

  it('opens once for all who ask at the same time', async () => {
    const [one, other] = await Promise.all([reader.open(first), reader.open(first)]);
    expect(one).toBe(other);
  });
});

function record(jobId: string): JobRecord {
  return { jobId, state: 'completed' } as JobRecord;
}

function codeOf(error: unknown): unknown {
  return (error as HindcastError).code;
}

describe('comparing runs', () => {
  it('leaves out what has no result, says why, and takes the first that has one as the baseline', async () => {
    const asked: unknown[] = [];
    const array = Float64Array.of(1, 2);
    const compared = await compareRuns(
      { jobIds: [third, first, 'f'.repeat(32), second, first], points: 9 },
      reader,
      {
        request: (_call, parameters) => {
          asked.push(parameters);
          return Promise.resolve({
            differences: [{ paired: 5, mean: 0.1, low: 0, high: 0.2, confidence: 0.95 }],
            overlap: { from: 1, to: 2 },
            curves: [
              { x: array, y: array },
              { x: array, y: array },
            ],
          } as never);
        },
      },
    );
    expect(asked).toEqual([
      {
        runs: [first, second].map((jobId) => ({ resultFolder: folderOf(jobId), overlap: 1 })),
        points: 9,
      },
    ]);
    expect(compared.runs.map(({ jobId }) => jobId)).toEqual([first, second]);
    expect(compared.excluded).toEqual([
      { jobId: third, reason: expect.stringContaining('Wait until it has completed') as string },
      { jobId: 'f'.repeat(32), reason: 'There is no such job.' },
    ]);
    expect(compared.differences.map(({ jobId, paired }) => [jobId, paired])).toEqual([[second, 5]]);
    expect(compared.curves.map(({ jobId }) => jobId)).toEqual([first, second]);
  });
});

describe('the candles of a run', () => {
  const file = (path: string) => ({ path, sha256: '1', size_bytes: 5, rows: 3 });
  const summary = {
    data: { start: '2022-01-03T00:00:00Z', end: '2022-01-04T23:59:59Z' },
    receipt: {
      files: [
        file('binance/ETHUSDT/candle/1m/2022-01-03.parquet'),
        file('binance/BTCUSDT/candle/1m/2022-01-04.parquet'),
        file('binance/BTCUSDT/candle/1m/2022-01-03.parquet'),
      ],
    },
  } as StoredSummary;

  it('are found in its receipt, by subject and in order of days', () => {
    expect(candleSourceOf(summary, 'BTCUSDT')).toEqual({
      feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
      files: ['03', '04'].map((day) => ({
        path: `binance/BTCUSDT/candle/1m/2022-01-${day}.parquet`,
        sha256: '1',
        sizeBytes: 5,
        rows: 3,
      })),
      run: { from: 1_641_168_000, to: 1_641_340_799 },
    });
  });

  it('are refused for a subject that it was not on', () => {
    expect(() => candleSourceOf(summary, 'DOGE')).toThrow('It was on ETHUSDT, BTCUSDT');
  });
});
