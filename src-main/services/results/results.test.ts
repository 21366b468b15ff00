import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleSummary, writeResult } from '../jobs/testing/fake-worker.ts';
import { JobBench } from '../jobs/testing/job-bench.ts';
import { compareResults, type ComparableResult } from './compare-results.ts';
import { storedSummarySchema } from './result-files.ts';
import { chartsOf, openResult } from './result-store.ts';

const jobId = 'a'.repeat(32);
const candleFile = {
  path: 'a/b/candle/1m/2022-01-03.parquet',
  sha256: '1'.repeat(64),
  sizeBytes: 1,
  rows: 1,
};
const assignment = {
  jobId,
  leaseId: 'l',
  snapshotId: 's',
  modelHash: 'm',
  files: [candleFile],
  codeFiles: { 'model.ts': '2'.repeat(64) },
  datasetVersionIds: {},
  options: { checkLookahead: false },
  kind: 'replay',
  spec: {},
  plan: {},
  limits: { memoryMb: 1, callTimeoutSeconds: 1 },
};

describe('opening a result', () => {
  let bench: JobBench;
  let folder: string;
  beforeEach(() => {
    bench = new JobBench();
    folder = join(bench.home.results, jobId);
    mkdirSync(folder);
    writeResult({ ...assignment, cacheRoot: '', outputFolder: folder });
  });
  afterEach(() => bench.remove());
  const completed = { jobId, state: 'completed' as const };

  it('gives the checked summary with what its kind adds, and the charts', async () => {
    const result = await openResult(bench.home, completed);
    expect(result.summary.headline.value).toBe(0.25);
    expect(await chartsOf(result)).toEqual({ schema_version: 1, charts: [], tables: [] });
  });

  it('tells a job without a result from one whose files are gone and one whose files were changed', async () => {
    await expect(openResult(bench.home, { jobId, state: 'running' })).rejects.toMatchObject({
      code: 'RESULT_NOT_READY',
      message: expect.stringContaining('Wait'),
    });
    await expect(openResult(bench.home, { jobId, state: 'failed' })).rejects.toMatchObject({
      code: 'RESULT_NOT_READY',
      message: expect.stringContaining('failed'),
    });
    const charts = readFileSync(join(folder, 'charts.json'), 'utf8');
    writeFileSync(join(folder, 'charts.json'), charts.replace('1', '2'));
    await expect(openResult(bench.home, completed)).rejects.toMatchObject({
      code: 'RESULT_CORRUPT',
      message: expect.stringContaining('the same size, another SHA-256'),
    });
    writeFileSync(join(folder, 'charts.json'), '{}');
    await expect(openResult(bench.home, completed)).rejects.toMatchObject({
      code: 'RESULT_CORRUPT',
      message: expect.stringContaining(`2 bytes for ${charts.length}`),
    });
    rmSync(join(folder, 'charts.json'));
    await expect(openResult(bench.home, completed)).rejects.toMatchObject({
      code: 'RESULT_MISSING',
      message: expect.stringContaining('charts.json is missing'),
    });
    rmSync(folder, { recursive: true });
    await expect(openResult(bench.home, completed)).rejects.toMatchObject({ code: 'RESULT_MISSING' });
  });

  it('refuses a result of another job, and a manifest that points elsewhere', async () => {
    writeResult({ ...assignment, jobId: 'b'.repeat(32), cacheRoot: '', outputFolder: folder });
    await expect(openResult(bench.home, completed)).rejects.toMatchObject({ code: 'RESULT_CORRUPT' });
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({
        schema_version: 1,
        job_id: jobId,
        files: [{ name: '../../x', size_bytes: 1, sha256: '0'.repeat(64) }],
      }),
    );
    await expect(openResult(bench.home, completed)).rejects.toMatchObject({ code: 'RESULT_CORRUPT' });
  });
});

describe('comparing results', () => {
  function result(change: {
    predictions?: string;
    canonical?: string;
    metrics?: Record<string, number>;
    candle?: string;
    code?: string;
  }): ComparableResult {
    const summary = storedSummarySchema.parse(
      sampleSummary({
        ...assignment,
        files: [{ ...candleFile, sha256: change.candle ?? candleFile.sha256 }],
        codeFiles: { 'model.ts': change.code ?? '2'.repeat(64) },
      }),
    );
    return {
      summary: {
        ...summary,
        metrics: change.metrics ?? summary.metrics,
        receipt: { ...summary.receipt, canonical_hash: change.canonical ?? summary.receipt.canonical_hash },
      },
      manifest: {
        schema_version: 1,
        job_id: jobId,
        files: [{ name: 'predictions.parquet', size_bytes: 1, sha256: change.predictions ?? '3'.repeat(64) }],
      },
    };
  }

  it('says bit for bit only when tables and metrics are the same', () => {
    expect(compareResults(result({}), result({}))).toEqual({
      verdict: 'bit_for_bit',
      inputs: [],
      metrics: [],
    });
    expect(compareResults(result({}), result({ predictions: '4'.repeat(64) })).verdict).toBe('twelve_digits');
  });

  it('names what went in differently and what came out differently', () => {
    const comparison = compareResults(
      result({}),
      result({
        canonical: 'c'.repeat(64),
        metrics: { score_mean: 0.3, ic: 0.1 },
        candle: '9'.repeat(64),
        code: '8'.repeat(64),
      }),
    );
    expect(comparison.verdict).toBe('different');
    expect(comparison.inputs).toEqual([
      {
        input: 'candle file',
        name: 'a/b/candle/1m/2022-01-03.parquet',
        before: '1'.repeat(64),
        now: '9'.repeat(64),
      },
      { input: 'code file', name: 'model.ts', before: '2'.repeat(64), now: '8'.repeat(64) },
    ]);
    expect(comparison.metrics).toEqual([{ metric: 'score_mean', before: 0.25, now: 0.3 }]);
  });
});
