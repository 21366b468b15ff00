import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { starterChallenge } from '../../src-core/kinds/replay/challenge/starter.ts';
import { resolveReplaySpec } from '../../src-core/kinds/replay/plan.ts';
import { statusCode, type PredictionColumns } from '../../src-core/kinds/replay/prediction-columns.ts';
import { replaySpecSchema } from '../../src-core/kinds/replay/spec.ts';
import { sealArtifacts, writeArtifact } from '../../src-worker/job/artifacts.ts';
import { PredictionWriter } from '../../src-worker/kinds/replay/prediction-writer.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const readerFolder = fileURLToPath(new URL('../../resources/notebook', import.meta.url));

/** An interpreter may be chosen, so that the test can run where the packages for Parquet are. */
const python = process.env['HINDCAST_TEST_PYTHON'] ?? 'python3';
const hasPython = spawnSync(python, ['--version']).status === 0;
const readers = ['pyarrow', 'duckdb', 'fastparquet'];
const packages = new Set(
  [...readers, 'pandas'].filter((name) => spawnSync(python, ['-c', `import ${name}`]).status === 0),
);

const plan = resolveReplaySpec(
  replaySpecSchema.parse({
    kind: 'replay',
    name: 'test',
    model: { path: 'model.py' },
    feed: { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' },
    start: '2022-01-03',
    end: '2022-01-05',
  }),
  starterChallenge,
  starterChallenge,
);

/** Three predictions: scored, without an outcome, failed. */
const columns: PredictionColumns = {
  length: 3,
  ts: Float64Array.of(1_641_168_000, 1_641_168_060, 1_641_168_120),
  scope: Uint16Array.of(0, 0, 0),
  status: Uint8Array.of(statusCode.scored, statusCode.unresolvedEndOfData, statusCode.predictionFailed),
  signal: Float64Array.of(0.25, -0.5, Number.NaN),
  entryPrice: Float64Array.of(100, 101, 102),
  resolvedPrice: Float64Array.of(101, Number.NaN, Number.NaN),
  resolvedTs: Float64Array.of(1_641_168_060, Number.NaN, Number.NaN),
  actualReturn: Float64Array.of(0.01, Number.NaN, Number.NaN),
  score: Float64Array.of(1, Number.NaN, Number.NaN),
  scoreFields: new Map(),
  outputJson: new Map([[1, '{"value":-0.5,"note":"x"}']]),
  reason: new Map([[2, 'ValueError: no idea']]),
};

const headline = {
  metric: 'score_recent',
  label: 'Mean score',
  value: 1,
  standard_error: 0.125,
  interval_low: 0.5,
  interval_high: 1,
  confidence: 0.95,
  method: 'block bootstrap',
};
const scope = {
  scope_key: 'BTCUSDT-60',
  subject: 'BTCUSDT',
  prediction_interval_seconds: 60,
  resolve_horizon_seconds: 60,
  step_seconds: 15,
  headline,
  metrics: { score_recent: 1, ic: null },
  intervals: {},
  predictions: 3,
  scored: 1,
};
const summary = {
  schema_version: 1,
  kind: 'replay',
  name: 'first <try>',
  created_at: '2022-02-01T00:00:00.000Z',
  mode: 'strict',
  headline,
  metrics: { score_recent: 1, ic: null, mean_return: -0.0123456789 },
  intervals: { score_recent: { low: 0.5, high: 1, confidence: 0.95, method: 'block bootstrap' } },
  counts: { predictions: 3, scored: 1 },
  scopes: [scope],
  warnings: ['Two days are missing.'],
  data_quality: { badge: 'warned', faults: { missing: 12, gap: 1, spike: 0 } },
  config: { start: '2022-01-03', end: '2022-01-05' },
  receipt: { job_id: 'job-1' },
};

async function writeResult(): Promise<string> {
  const folder = temporaryFolder();
  const writer = await PredictionWriter.create(plan, folder);
  writer.append(columns, columns.length);
  await writer.finish();
  await writer.close();
  await writeArtifact(folder, 'summary.json', JSON.stringify(summary));
  await sealArtifacts(folder, 'job-1', []);
  return folder;
}

/** Runs Python lines with the reader imported and `result` opened; packages in `without` cannot be imported. */
function runPython(folder: string, lines: readonly string[], without: readonly string[] = []): unknown {
  const script = [
    'import json, sys',
    ...without.map((name) => `sys.modules[${JSON.stringify(name)}] = None`),
    `sys.path.insert(0, ${JSON.stringify(readerFolder)})`,
    'from hindcast_results import ResultError, open_result',
    'def say(value): print(json.dumps(value, default=lambda other: other.isoformat()))',
    `folder = ${JSON.stringify(folder)}`,
    'try:',
    ...lines.map((line) => `    ${line}`),
    'except ResultError as error:',
    '    say({"refused": str(error)})',
  ].join('\n');
  const { status, stdout, stderr } = spawnSync(python, ['-c', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.skipIf(!hasPython)('hindcast_results.py (needs python3)', () => {
  it('gives metrics by name, pooled and by scope', async () => {
    const folder = await writeResult();
    const said = runPython(folder, [
      'result = open_result(folder)',
      'say([result.job_id, result.metrics, result.scope_metrics, repr(result)])',
    ]);
    expect(said).toEqual([
      'job-1',
      { score_recent: 1, ic: null, mean_return: -0.0123456789 },
      { 'BTCUSDT-60': { score_recent: 1, ic: null } },
      '<Result job-1: first <try>>',
    ]);
  });

  it('summarises as text with signed figures of six digits (contract section 2.7)', async () => {
    const text = runPython(await writeResult(), ['say(open_result(folder).summary())']) as string;
    expect(text.split('\n').map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
      'Hindcast: first <try>',
      '',
      'Subject  BTCUSDT',
      'Period  2022-01-03 to 2022-01-05',
      'Predictions  3 (1 scored)',
      'Mode  strict',
      'Mean score  +1.000000 ± 0.125000',
      'Data  warned: 12 missing, 1 gap',
      'Job  job-1',
      '',
      'METRICS',
      '  score_recent  +1.000000',
      '  ic  n/a',
      '  mean_return  -0.012346',
      '',
      'WARNINGS',
      '  Two days are missing.',
    ]);
  });

  it('shows a table in Jupyter with every text escaped', async () => {
    const markup = runPython(await writeResult(), ['say(open_result(folder)._repr_html_())']) as string;
    expect(markup).toContain('first &lt;try&gt;');
    expect(markup).toContain('<td>score_recent</td><td>+1.000000</td><td>+0.500000 to +1.000000 (95 %)</td>');
    expect(markup).not.toContain('<try>');
  });

  it('refuses a folder whose files were altered, lack or are damaged, and says which', async () => {
    const folder = await writeResult();
    const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
    const open = ['say(open_result(folder).job_id)'];
    appendFileSync(join(folder, 'summary.json'), '\n');
    expect(runPython(folder, open)).toEqual({ refused: expect.stringMatching(/summary\.json was altered/) });
    expect(runPython(folder, ['say(open_result(folder, verify=False).job_id)'])).toBe('job-1');
    writeFileSync(join(folder, 'manifest.json'), manifest.replace('summary.json', '../summary.json'));
    expect(runPython(folder, open)).toEqual({ refused: expect.stringMatching(/which no run writes/) });
    writeFileSync(join(folder, 'manifest.json'), manifest.slice(0, 40));
    expect(runPython(folder, open)).toEqual({ refused: expect.stringMatching(/manifest\.json is damaged/) });
    rmSync(join(folder, 'manifest.json'));
    expect(runPython(folder, open)).toEqual({
      refused: expect.stringMatching(/not the result of a finished run/),
    });
    expect(runPython(join(folder, 'nowhere'), open)).toEqual({
      refused: expect.stringMatching(/There is no folder/),
    });
  });

  it('names what to install when no package can read predictions', async () => {
    const folder = await writeResult();
    const without = ['pyarrow', 'duckdb', 'fastparquet', 'pandas'];
    expect(runPython(folder, ['say(open_result(folder).predictions)'], without)).toEqual({
      refused: expect.stringMatching(/needs one of pyarrow, duckdb, fastparquet: pip install pyarrow/),
    });
    expect(runPython(folder, ['say(open_result(folder).predictions_df)'], without)).toEqual({
      refused: expect.stringMatching(/pip install pandas pyarrow/),
    });
  });

  it.for(readers)(
    'reads predictions with %s alone, times in UTC and nothing lost',
    async (reader, { skip }) => {
      skip(!packages.has(reader), `${python} has no ${reader}`);
      const others = readers.filter((name) => name !== reader);
      const rows = runPython(await writeResult(), ['say(open_result(folder).predictions)'], others);
      const common = { scope_key: 'BTCUSDT-60', subject: 'BTCUSDT' };
      const open = { resolved_price: null, resolved_at: null, actual_return: null, score: null };
      expect(rows).toEqual([
        {
          ...common,
          performed_at: '2022-01-03T00:00:00+00:00',
          status: 'scored',
          value: 0.25,
          entry_price: 100,
          resolved_price: 101,
          resolved_at: '2022-01-03T00:01:00+00:00',
          actual_return: 0.01,
          score: 1,
          output_json: null,
          reason: null,
        },
        {
          ...common,
          ...open,
          performed_at: '2022-01-03T00:01:00+00:00',
          status: 'unresolved_end_of_data',
          value: -0.5,
          entry_price: 101,
          output_json: '{"value":-0.5,"note":"x"}',
          reason: null,
        },
        {
          ...common,
          ...open,
          performed_at: '2022-01-03T00:02:00+00:00',
          status: 'prediction_failed',
          value: null,
          entry_price: 102,
          output_json: null,
          reason: 'ValueError: no idea',
        },
      ]);
    },
  );

  it.for(readers)('makes the same DataFrame through %s', async (reader, { skip }) => {
    skip(!packages.has('pandas') || !packages.has(reader), `${python} has no pandas or no ${reader}`);
    const others = readers.filter((name) => name !== reader);
    const said = runPython(
      await writeResult(),
      [
        'frame = open_result(folder).predictions_df',
        'say([list(frame.columns), str(frame["performed_at"].dtype), frame["performed_at"].iloc[1], frame["value"].sum(), int(frame["score"].isna().sum())])',
      ],
      others,
    );
    expect(said).toEqual([
      [
        'performed_at',
        'scope_key',
        'subject',
        'status',
        'value',
        'entry_price',
        'resolved_price',
        'resolved_at',
        'actual_return',
        'score',
        'output_json',
        'reason',
      ],
      'datetime64[us, UTC]',
      '2022-01-03T00:01:00+00:00',
      -0.25,
      2,
    ]);
  });
});
