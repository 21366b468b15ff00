import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import { makeCandles } from '../../../tests/support/candle-files.ts';
import { pinnedFile } from '../../../tests/support/pinned-file.ts';
import {
  addCandles,
  hasPython,
  makeBench,
  readPredictions,
  removeBench,
  runReplay,
  testFeed,
  writeModel,
  type ReplayBench,
  type ReplayFailure,
} from '../../../tests/support/run-replay.ts';

const start = Date.UTC(2026, 0, 15) / 1000;
const python = hasPython();
let bench: ReplayBench;

beforeAll(async () => {
  bench = await makeBench();
  await addCandles(bench, makeCandles(start, 2880));
});
afterAll(() => removeBench(bench));

const lastChange = `
  tick(data) { this.data = data; }
  predict() {
    const candles = this.data.candles_1m;
    return { value: candles[candles.length - 1].close - candles[candles.length - 2].close };
  }`;

const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

async function failureOf(spec: Parameters<typeof runReplay>[1], options = {}): Promise<ReplayFailure> {
  try {
    await runReplay(bench, spec, options);
  } catch (thrown) {
    return thrown as ReplayFailure;
  }
  throw new Error('the run did not fail');
}

describe('replay runner', () => {
  it('leaves predictions, summary and charts whose numbers agree', async () => {
    const path = await writeModel(bench, 'change.mjs', `export default class { ${lastChange} }`);
    const run = await runReplay(bench, { model: { path } });
    expect((await readdir(run.folder)).sort()).toEqual([
      'charts.json',
      'predictions.parquet',
      'summary.json',
    ]);
    const rows = await readPredictions(run);
    const { counts, metrics, data_quality } = run.summary;
    expect(counts).toMatchObject({ ticks: 2761, predictions: 2761, scored: 2760, unresolved_end_of_data: 1 });
    expect(rows).toHaveLength(2761);
    const scores = rows.flatMap((row) => (row['status'] === 'scored' ? [row['score'] as number] : []));
    expect(metrics['score_mean']).toBeCloseTo(
      scores.reduce((sum, score) => sum + score, 0) / scores.length,
      12,
    );
    expect(run.summary.headline.value).toBe(metrics['score_mean']);
    expect(data_quality).toMatchObject({
      badge: 'clean',
      rows_read: 2880,
      rows_used: 2880,
      missing_candles: 0,
    });
    expect(rows[0]).toMatchObject({
      ts: start + 119 * 60,
      scope_key: 'BTC-60',
      subject: 'BTC',
      status: 'scored',
    });
  });

  it('R9 gives the same bytes for the same spec, even to a model that draws random numbers', async () => {
    const path = await writeModel(
      bench,
      'random.mjs',
      'export default { tick() {}, predict: () => ({ value: Math.random() - 0.5 }) };',
    );
    const [first, second, other] = [
      await runReplay(bench, { model: { path } }),
      await runReplay(bench, { model: { path } }),
      await runReplay(bench, { model: { path }, seed: 2 }),
    ];
    const hashes = await Promise.all(
      [first, second, other].map((run) => sha256(join(run.folder, 'predictions.parquet'))),
    );
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[0]).not.toBe(hashes[2]);
    expect(first.summary.metrics).toEqual(second.summary.metrics);
    expect(first.summary.receipt.strict_hash).toBe(second.summary.receipt.strict_hash);
    expect(first.summary.receipt.canonical_hash).not.toBe(other.summary.receipt.canonical_hash);
  });

  it('keeps whole outputs and reasons, and hands them to a scoring function of the user', async () => {
    const path = await writeModel(
      bench,
      'rich.mjs',
      `let calls = 0;
       export default { tick() {}, predict: () => {
         calls++;
         if (calls === 2) throw new Error('no idea');
         return { value: calls, confidence: calls / 10 };
       } };`,
    );
    const scoring = await writeModel(
      bench,
      'scoring.mjs',
      `export function score(output, actual) {
         if (output.value === 3) return { value: 0, success: false, failed_reason: 'unlucky' };
         return output.confidence + (actual.direction_up ? 100 : 0) * 0;
       }`,
    );
    const run = await runReplay(bench, {
      model: { path },
      end: '2026-01-15T02:03:00',
      scoring: { path: scoring, export: 'score' },
    });
    const rows = await readPredictions(run);
    expect(rows.map((row) => [row['status'], row['score'], row['reason']])).toEqual([
      ['scored', 0.1, null],
      ['prediction_failed', null, 'Error: no idea'],
      ['scoring_failed', null, 'unlucky'],
      ['scored', 0.4, null],
      ['unresolved_end_of_data', null, null],
    ]);
    expect(JSON.parse(rows[0]?.['output_json'] as string)).toEqual({ value: 1, confidence: 0.1 });
    expect(run.summary.counts).toMatchObject({ prediction_failed: 1, scoring_failed: 1, scored: 2 });
    expect(run.summary.warnings).toEqual(
      expect.arrayContaining([
        '1 prediction failed (20.0 %), without a score; the first: Error: no idea.',
        '1 prediction could not be scored (20.0 %); the first: unlucky.',
      ]),
    );
  });

  it.each([
    ['scoring', 'The scoring function'],
    ['resolver', 'The ground-truth resolver'],
  ])('Q19 ends a %s function that does not come back', async (field, name) => {
    const path = await writeModel(bench, 'change.mjs', `export default class { ${lastChange} }`);
    const hangs = await writeModel(bench, 'hangs.mjs', 'export function judge() { for (;;); }');
    const failure = await failureOf({
      model: { path, call_timeout_seconds: 0.5 },
      [field]: { path: hangs, export: 'judge' },
    });
    expect(failure.cause).toMatchObject({ code: 'MODEL_HUNG' });
    expect(failure.message).toContain(`${name} did not come back within 0.5 seconds`);
  });

  it('Q19 lets a scoring function take its time over many predictions, a little for each', async () => {
    const path = await writeModel(bench, 'change.mjs', `export default class { ${lastChange} }`);
    const slow = await writeModel(
      bench,
      'slow.mjs',
      'export function score() { const end = performance.now() + 0.4; while (performance.now() < end); return 1; }',
    );
    const run = await runReplay(bench, {
      model: { path, call_timeout_seconds: 0.5 },
      scoring: { path: slow, export: 'score' },
    });
    expect(run.summary.counts['scored']).toBeGreaterThan(1000);
  });

  it('R13 averages in each window the field of the score that the window names', async () => {
    const path = await writeModel(bench, 'change.mjs', `export default class { ${lastChange} }`);
    const scoring = await writeModel(
      bench,
      'pnl.mjs',
      `export const score = (output, actual) => {
         const pnl = 1000 * output.value * actual.return - 0.01;
         return { value: pnl > 0 ? 1 : -1, success: true, failed_reason: null, pnl, won: pnl > 0 };
       };`,
    );
    const hours = { score_recent: 24, pnl_short: 2, pnl_long: 40, won_short: 2 };
    const run = await runReplay(bench, {
      model: { path },
      scoring: { path: scoring, export: 'score' },
      aggregation: [
        { name: 'score_recent', hours: hours.score_recent },
        { name: 'pnl_short', hours: hours.pnl_short, value_field: 'pnl' },
        { name: 'pnl_long', hours: hours.pnl_long, value_field: 'pnl' },
        { name: 'won_short', hours: hours.won_short, value_field: 'won' },
      ],
      ranking: { key: 'pnl_short' },
    });
    const scored = (await readPredictions(run))
      .filter((row) => row['status'] === 'scored')
      .map((row) => ({
        ts: row['ts'] as number,
        score: row['score'] as number,
        pnl: 1000 * (row['value'] as number) * (row['actual_return'] as number) - 0.01,
      }));
    const last = Math.max(...scored.map((row) => row.ts));
    const meanSince = (back: number, of: (row: (typeof scored)[number]) => number): number => {
      const values = scored.filter((row) => row.ts >= last - back * 3600).map(of);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const { metrics } = run.summary;
    expect(metrics['score_recent']).toBeCloseTo(
      meanSince(hours.score_recent, (row) => row.score),
      12,
    );
    expect(metrics['pnl_short']).toBeCloseTo(
      meanSince(hours.pnl_short, (row) => row.pnl),
      12,
    );
    expect(metrics['pnl_long']).toBeCloseTo(
      meanSince(hours.pnl_long, (row) => row.pnl),
      12,
    );
    expect(metrics['won_short']).toBeCloseTo(
      meanSince(hours.won_short, (row) => (row.pnl > 0 ? 1 : 0)),
      12,
    );
    expect(metrics['pnl_short']).not.toBeCloseTo(metrics['pnl_long'] as number, 6);
    expect(run.summary.ranking).toMatchObject({ key: 'pnl_short', value: metrics['pnl_short'] });
  });

  it('R13 refuses a field that the scores do not have, and fails scores in which it is no number', async () => {
    const path = await writeModel(bench, 'change.mjs', `export default class { ${lastChange} }`);
    const aggregation = [{ name: 'score_recent', hours: 24, value_field: 'pln' }];
    expect((await failureOf({ model: { path }, aggregation })).message).toContain(
      'averages the field "pln" of each score, which it does not have. Numeric fields of a score: value.',
    );
    const scoring = await writeModel(
      bench,
      'sometimes.mjs',
      `let calls = 0;
       export const score = () => ({ value: 1, pnl: ++calls === 2 ? 'none' : calls === 3 ? undefined : 1, text: 'x' });`,
    );
    const choice = { path: scoring, export: 'score' };
    const failure = await failureOf({ model: { path }, aggregation, scoring: choice });
    expect(failure.cause).toMatchObject({ code: 'BAD_SPEC' });
    expect(failure.message).toContain('did you mean "pnl"? Numeric fields of a score: value, pnl.');
    const run = await runReplay(bench, {
      model: { path },
      aggregation: [{ name: 'score_recent', hours: 24, value_field: 'pnl' }],
      scoring: choice,
      end: '2026-01-15T02:04:00',
    });
    const rows = await readPredictions(run);
    expect(rows.slice(0, 4).map((row) => [row['status'], row['reason']])).toEqual([
      ['scored', null],
      [
        'scoring_failed',
        '"pnl" of what the scoring function returned is the text "none", not a finite number',
      ],
      [
        'scoring_failed',
        '"pnl" of what the scoring function returned is nothing (undefined), not a finite number',
      ],
      ['scored', null],
    ]);
    expect(run.summary.metrics['score_recent']).toBe(1);
  });

  it('replays several subjects and scopes, with metrics for each and pooled', async () => {
    const both = await makeBench();
    try {
      await addCandles(both, makeCandles(start, 300));
      await addCandles(both, makeCandles(start, 300, 60, 5), { ...testFeed, subject: 'ETH' });
      const path = await writeModel(
        both,
        'both.mjs',
        `export default class {
           latest = {};
           tick(data) { this.latest[data.symbol] = data.candles_1m; }
           predict(subject, horizon) { return { value: this.latest[subject].at(-1).close * (horizon > 60 ? -1 : 1) }; }
         }`,
      );
      const run = await runReplay(both, {
        model: { path },
        feed: { ...testFeed, subject: ['BTC', 'ETH'] },
        window_size: 10,
        scopes: [
          { scope_key: 'short', resolve_horizon_seconds: 60 },
          { scope_key: 'long', resolve_horizon_seconds: 600, prediction_interval_seconds: 300 },
        ],
      });
      expect(run.summary.scopes.map((scope) => [scope.scope_key, scope.predictions, scope.scored])).toEqual([
        ['short-BTC', 291, 290],
        ['short-ETH', 291, 290],
        ['long-BTC', 59, 57],
        ['long-ETH', 59, 57],
      ]);
      expect(run.summary.counts['scored']).toBe(2 * 290 + 2 * 57);
    } finally {
      await removeBench(both);
    }
  });

  it('takes the price of tick rows from meta, and says how many rows had none', async () => {
    const ticks = await makeBench();
    try {
      const feed = { ...testFeed, kind: 'tick' as const };
      const none = { open: null, high: null, low: null, close: null, volume: null };
      await addCandles(
        ticks,
        Array.from({ length: 60 }, (_, index) => ({
          ts: start + index * 60,
          ...none,
          meta: index % 10 === 3 ? '{}' : JSON.stringify({ price: 5 + index }),
        })),
        feed,
      );
      const path = await writeModel(
        ticks,
        'tick.mjs',
        `export default { tick(data) { this.last = data.candles_1m.at(-1); }, predict() { return this.last.open + this.last.volume; } };`,
      );
      const run = await runReplay(ticks, { model: { path }, feed, window_size: 1, scoring: 'squared_error' });
      const rows = await readPredictions(run);
      expect(rows[0]).toMatchObject({ value: 5, entry_price: 5, resolved_price: 6 });
      expect(run.summary.data_quality).toMatchObject({
        badge: 'warned',
        rows_without_price: 6,
        rows_used: 54,
      });
      const compatible = await runReplay(ticks, {
        model: { path },
        feed,
        window_size: 1,
        mode: 'compatible',
      });
      expect(compatible.summary.counts).toMatchObject({ scored: 0 });
      expect(compatible.summary.metrics['ic']).toBeNull();
      expect(compatible.summary.warnings.join(' ')).toContain('No prediction could be scored');
    } finally {
      await removeBench(ticks);
    }
  });

  it('counts scores that a function of the user failed to give, whatever it threw', async () => {
    const path = await writeModel(bench, 'one.mjs', 'export default { tick() {}, predict: () => 1 };');
    const scoring = await writeModel(
      bench,
      'textless.mjs',
      'export function score() { throw Object.create(null); }',
    );
    const run = await runReplay(bench, { model: { path }, scoring: { path: scoring, export: 'score' } });
    expect(run.summary.counts).toMatchObject({ scored: 0, scoring_failed: 2760 });
  });

  it('R5 says how many failed predictions compatible mode has scored as defaults', async () => {
    const path = await writeModel(
      bench,
      'half.mjs',
      `let calls = 0;
       export default { tick() {}, predict: () => { if (calls++ % 2) throw new Error('odd'); return 1; } };`,
    );
    const run = await runReplay(bench, { model: { path }, end: '2026-01-15T02:05:00', mode: 'compatible' });
    expect(run.summary.counts).toMatchObject({ scored: 5, prediction_failed: 0 });
    expect(run.summary.warnings).toContain(
      '2 predictions failed (33.3 %), scored as the default forecast, as the public harness does; the first: Error: odd.',
    );
  });

  it('refuses an empty run in strict mode and says why', async () => {
    const path = await writeModel(bench, 'idle.mjs', `export default class { ${lastChange} }`);
    const failure = await failureOf({ model: { path }, end: '2026-01-15T00:30:00' });
    expect(failure.cause).toMatchObject({ code: 'EMPTY_RUN', details: { candles: 31, window_size: 120 } });
    expect(failure.message).toContain('31 candles, fills no window of 120');
  });

  it('names a file that is not readable', async () => {
    const torn = await makeBench();
    try {
      await addCandles(torn, makeCandles(start, 1440));
      await writeFile(join(torn.cacheRoot, dayFilePath(testFeed, '2026-01-15')), 'PAR1 but not really');
      torn.files.splice(0, 1, pinnedFile(torn.cacheRoot, dayFilePath(testFeed, '2026-01-15'), 1440));
      const path = await writeModel(torn, 'change.mjs', `export default class { ${lastChange} }`);
      await expect(runReplay(torn, { model: { path } })).rejects.toMatchObject({
        cause: {
          code: 'DATA_CORRUPT',
          message: expect.stringContaining('test/BTC/candle/1m/2026-01-15.parquet'),
        },
      });
    } finally {
      await removeBench(torn);
    }
  });

  it('reports progress that never falls and stops when cancelled', async () => {
    const path = await writeModel(
      bench,
      'slow.mjs',
      `const wait = new Int32Array(new SharedArrayBuffer(4));
       export default { tick() { Atomics.wait(wait, 0, 0, 5); }, predict: () => 1 };`,
    );
    const cancel = new AbortController();
    const fractions: number[] = [];
    const failure = await failureOf(
      { model: { path } },
      {
        signal: cancel.signal,
        onProgress: (progress: { fraction: number; phase: string }) => {
          fractions.push(progress.fraction);
          if (progress.phase === 'simulating') cancel.abort();
        },
      },
    );
    expect(failure.cause).toMatchObject({ code: 'CANCELLED' });
    expect(fractions).toEqual([...fractions].sort((left, right) => left - right));
    expect(fractions.at(-1)).toBeLessThan(0.5);
  });
});

const javascriptFaults: [string, string, Record<string, unknown>, string | RegExp, number?][] = [
  [
    'throws in tick',
    'export default { tick() { throw new RangeError("bad") }, predict: () => 1 };',
    { code: 'MODEL_FAILED' },
    /tick\(\) threw at 2026-01-15T01:59:00Z \(BTC\): RangeError: bad/,
  ],
  [
    'hangs in tick',
    'export default { tick() { for (;;); }, predict: () => 1 };',
    { code: 'MODEL_HUNG' },
    /did not come back from tick\(\) within 0.5 seconds at the candle of 2026-01-15T01:59:00Z/,
    0.5,
  ],
  [
    'hangs in predict',
    'export default { tick() {}, predict() { for (;;); } };',
    { code: 'MODEL_HUNG' },
    /did not come back from predict\(\)/,
    0.5,
  ],
  [
    // Not in a timer: the run may be over before it is due.
    'hangs in a callback between two calls',
    'export default class { constructor() { process.nextTick(() => { for (;;); }); } tick() {} predict() { return 1; } }',
    { code: 'MODEL_HUNG' },
    /did not come back between two calls, from a timer .* within 2.5 seconds/,
    0.5,
  ],
  [
    'hangs in a chain of promises',
    'let calls = 0; const again = () => queueMicrotask(again);' +
      'export default { tick() { if (++calls === 5) again(); }, predict: () => 1 };',
    { code: 'MODEL_HUNG' },
    /did not come back between two calls, .* or a promise of its own/,
    0.5,
  ],
  [
    'calls exit',
    'export default { tick() { process.exit(7); }, predict: () => 1 };',
    { code: 'MODEL_EXITED' },
    /exit code 7/,
  ],
  [
    'needs a missing package',
    'import x from "no-such-package-here"; export default x;',
    { code: 'MODEL_LOAD_FAILED' },
    /needs the package "no-such-package-here", which is not installed/,
  ],
  [
    'has a syntax error',
    'export default {\n  tick( };',
    { code: 'MODEL_LOAD_FAILED' },
    /has a syntax error in line 2: Unexpected token/,
  ],
  [
    'declares a name twice',
    'const a = 1;\nconst a = 2;\nexport default a;',
    { code: 'MODEL_LOAD_FAILED' },
    /has a syntax error: Identifier 'a' has already been declared/,
  ],
  [
    'throws while loading',
    'throw new Error("not today");',
    { code: 'MODEL_LOAD_FAILED' },
    /threw while loading: not today/,
  ],
  [
    'throws in its constructor',
    'export default class { constructor() { throw new Error("no"); } tick() {} predict() {} }',
    { code: 'MODEL_LOAD_FAILED' },
    /while it was being constructed: no/,
  ],
  [
    'has no predict',
    'export default { tick() {} };',
    { code: 'MODEL_LOAD_FAILED' },
    /has no predict\(subject, resolve_horizon_seconds, step_seconds\)/,
  ],
  [
    'has an async tick',
    'export default class { async tick() {} predict() { return 1; } }',
    { code: 'MODEL_LOAD_FAILED' },
    /has an async tick, but is called without await/,
  ],
  [
    'has an async predict',
    'export default { tick() {}, predict: async () => 1 };',
    { code: 'MODEL_LOAD_FAILED' },
    /has an async predict, but is called without await/,
  ],
  [
    'exports another name',
    'export const tracker = {}; export const other = {};',
    { code: 'MODEL_LOAD_FAILED' },
    /exports no "default".*It exports: other, tracker/,
  ],
  [
    'changes a candle',
    'export default { tick(data) { data.candles_1m[0].close = 1; }, predict: () => 1 };',
    { code: 'MODEL_FAILED' },
    /TypeError/,
  ],
  [
    'fails outside of a call',
    'export default { tick() { queueMicrotask(() => { throw new Error("later"); }); }, predict: () => 1 };',
    { code: 'MODEL_FAILED' },
    /failed outside of a call.*later/,
  ],
  [
    'eats all memory',
    'const all = []; export default { tick() { for (;;) all.push(new Array(1e5).fill(1.5)); }, predict: () => 1 };',
    { code: 'OUT_OF_MEMORY' },
    /more than 64 MiB/,
  ],
];

describe('a JavaScript model', () => {
  it.each(javascriptFaults)(
    'that %s ends in a specific error',
    async (name, source, expected, message, timeout = 20) => {
      const path = await writeModel(bench, `${name.replaceAll(' ', '-')}.mjs`, source);
      const failure = await failureOf({ model: { path, call_timeout_seconds: timeout } }, { memoryMb: 64 });
      expect(failure.cause).toMatchObject(expected);
      expect(failure.message).toMatch(message);
    },
  );

  it('that returns nonsense is counted, never scored', async () => {
    const answers =
      'undefined, null, NaN, "up", [1], {}, { value: NaN }, { value: "up" }, { other: 1 }, Promise.resolve(1), 10n, () => 1';
    const path = await writeModel(
      bench,
      'nonsense.mjs',
      `const answers = [${answers}]; let calls = 0;
       export default { tick() {}, predict: () => answers[calls++ % answers.length] };`,
    );
    const run = await runReplay(bench, { model: { path } });
    expect(run.summary.counts).toMatchObject({ predictions: 2761, prediction_failed: 2761, scored: 0 });
    expect(run.summary.headline.value).toBeNull();
  });

  it('may fill the same output again for every prediction, and fails where reading it throws', async () => {
    const path = await writeModel(
      bench,
      'reuse.mjs',
      `const output = { value: 0, bands: [0, 0], get confidence() { if (this.value === 3) throw new Error('shy'); return 1; } };
       export default { tick() {}, predict() {
         output.value++;
         output.bands[1] = -output.value;
         return output;
       } };`,
    );
    const run = await runReplay(bench, { model: { path }, end: '2026-01-15T02:04:00' });
    const rows = await readPredictions(run);
    expect(rows.map((row) => row['output_json'])).toEqual(
      [1, 2, 3, 4, 5, 6].map((value) =>
        value === 3 ? null : JSON.stringify({ value, bands: [0, -value], confidence: 1 }),
      ),
    );
    expect(rows[2]).toMatchObject({ status: 'prediction_failed', reason: 'Error: shy' });
  });

  it('R14 that throws in every tick fills no log: the first 20 are written, the rest is counted', async () => {
    const path = await writeModel(
      bench,
      'throws.mjs',
      'export default { tick() { throw new Error("bad candle"); }, predict: () => 1 };',
    );
    const run = await runReplay(bench, { model: { path, on_tick_error: 'continue' } });
    expect(run.summary.counts).toMatchObject({ tick_errors: 2761, scored: 2760 });
    const warnings = run.log.filter((line) => line.startsWith('warn hindcast: tick() threw'));
    expect(warnings).toHaveLength(21);
    expect(warnings[0]).toBe('warn hindcast: tick() threw at 2026-01-15T01:59:00Z (BTC): Error: bad candle');
    expect(warnings[20]).toBe('warn hindcast: tick() threw more than 20 times; the rest is only counted.');
  });

  it('R14 whose output is larger than what is kept has failed to predict', async () => {
    const path = await writeModel(
      bench,
      'large.mjs',
      `let calls = 0;
       export default { tick() {}, predict: () => {
         calls++;
         return calls === 2 ? { value: 1, note: 'x'.repeat(300000) }
           : calls === 3 ? { other: 'x'.repeat(300000) }
           : { value: 1, note: 'x'.repeat(262123) };
       } };`,
    );
    const spec = { model: { path }, end: '2026-01-15T02:03:00' };
    const rows = await readPredictions(await runReplay(bench, spec));
    expect(rows.map((row) => row['status'])).toEqual([
      'scored',
      'prediction_failed',
      'prediction_failed',
      'scored',
      'unresolved_end_of_data',
    ]);
    expect(rows.map((row) => (row['output_json'] as string | null)?.length ?? 0)).toEqual([
      262_144, 0, 0, 262_144, 262_144,
    ]);
    const reason = (size: number): string => `the output takes ${size} characters as JSON, more than 262144`;
    expect(rows.map((row) => row['reason'])).toEqual([null, reason(300_021), reason(300_012), null, null]);
    const [, compatible] = await readPredictions(await runReplay(bench, { ...spec, mode: 'compatible' }));
    expect(compatible).toMatchObject({ status: 'scored', value: 0, reason: reason(300_021) });
  });

  it.each([
    ['of types.ts', 'types.ts', 'const a: number = 1;\nexport default { tick( };', / in line 2: /],
    ['of old.cjs', 'old.cjs', '\nmodule.exports = { tick( };', / in line 2: /],
    [
      'of what it requires',
      'outer.cjs',
      'module.exports = require("./old.cjs");',
      / in line 2 of \S*old\.cjs, which it imports: /,
    ],
  ])('tells the line of a syntax error %s', async (_, name, source, message) => {
    const path = await writeModel(bench, name, source);
    expect((await failureOf({ model: { path } })).message).toMatch(message);
  });

  it('that has a timer running at the end does not keep its run', async () => {
    const path = await writeModel(
      bench,
      'timer.mjs',
      `export default class { constructor() { setInterval(() => undefined, 1000); } ${lastChange} }`,
    );
    const { summary } = await runReplay(bench, { model: { path } });
    expect(summary.counts).toMatchObject({ predictions: 2761, scored: 2760 });
  });

  it('that waits for a program which does not end is not waited for', async () => {
    const mayRun = join(bench.root, 'may-run');
    await writeFile(mayRun, '');
    const program = `setInterval(() => { if (!require('node:fs').existsSync(${JSON.stringify(mayRun)})) process.exit(); }, 20)`;
    const path = await writeModel(
      bench,
      'program.mjs',
      `import { execFileSync } from 'node:child_process';
       const run = () => execFileSync(process.execPath, ['-e', ${JSON.stringify(program)}]);
       export default { tick: () => void run(), predict: () => 1 };`,
    );
    const failure = await failureOf({ model: { path, call_timeout_seconds: 0.5 } });
    await rm(mayRun);
    expect(failure.cause).toMatchObject({ code: 'MODEL_HUNG' });
  });

  it('finds itself in a main thread, as in production, and cannot speak for Hindcast', async () => {
    const path = await writeModel(
      bench,
      'worker.mjs',
      `import { isMainThread, parentPort } from 'node:worker_threads';
       if (!isMainThread) parentPort.postMessage(null);
       export default class { ${lastChange} }`,
    );
    const { summary } = await runReplay(bench, { model: { path } });
    expect(summary.counts).toMatchObject({ predictions: 2761, scored: 2760 });
  });

  it('may be TypeScript, print, and be any of the usual shapes', async () => {
    const sources: [string, string, string?][] = [
      [
        'a.ts',
        'export default class Model { tick(data: { symbol: string }): void { console.log("hello", data.symbol); } predict(): number { return 1; } }',
      ],
      ['b.mjs', 'export default (params) => ({ tick() {}, predict: () => params.level });'],
      [
        'c.cjs',
        'module.exports = { Tracker: class { tick() {} predict() { return { value: 1 }; } } };',
        'Tracker',
      ],
      ['d.mjs', 'export const only = { tick() {}, predict: () => ({ value: 1 }) };'],
    ];
    for (const [name, source, exported] of sources) {
      const path = await writeModel(bench, name, source);
      const run = await runReplay(bench, {
        model: { path, params: { level: 1 }, ...(exported === undefined ? {} : { export: exported }) },
      });
      expect(run.summary.counts['scored']).toBe(2760);
      if (name === 'a.ts') expect(run.log).toContain('info model: hello BTC');
    }
  });

  it('R11 that looks ahead through the columns is found out; an honest one passes', async () => {
    const honest = await writeModel(
      bench,
      'honest.mjs',
      'export default { tickColumns({ columns, end }) { this.value = columns.close[end - 1] - columns.close[end - 2]; }, predict() { return this.value; } };',
    );
    const run = await runReplay(bench, { model: { path: honest } }, { checkLookahead: true });
    expect(run.summary.lookahead).toMatchObject({ checked: true });
    expect(run.summary.lookahead.altered_after).toHaveLength(3);
    expect(Object.keys(run.summary.timings_seconds)).toEqual([
      'simulating',
      'checking',
      'measuring',
      'writing',
      'total',
    ]);
    const cheat = await writeModel(
      bench,
      'cheat.mjs',
      'export default { tickColumns({ columns, end }) { this.value = (columns.close[end] ?? 0) - columns.close[end - 1]; }, predict() { return this.value; } };',
    );
    const failure = await failureOf({ model: { path: cheat } }, { checkLookahead: true });
    expect(failure.cause).toMatchObject({ code: 'LOOKS_AHEAD' });
    expect(failure.message).toMatch(
      /The model looks ahead: with the candles after .* altered, its prediction at/,
    );
  });

  it('R11 that goes by chance is not said to look ahead', async () => {
    const path = await writeModel(
      bench,
      'chance.mjs',
      "import { randomInt } from 'node:crypto'; export default { tick() {}, predict: () => randomInt(2 ** 40) };",
    );
    const failure = await failureOf({ model: { path } }, { checkLookahead: true });
    expect(failure.cause).toMatchObject({ code: 'NOT_REPRODUCED' });
    expect(failure.message).toMatch(/on the very same candles its prediction at .* was \d+, then \d+\./);
  });

  it('may be CommonJS that was compiled from an ES module', async () => {
    const path = await writeModel(
      bench,
      'compiled.cjs',
      `Object.defineProperty(exports, '__esModule', { value: true });
       exports.default = { tick() {}, predict: () => 1 };`,
    );
    const run = await runReplay(bench, { model: { path } });
    expect(run.summary.counts['scored']).toBeGreaterThan(0);
  });
});

const pythonFaults: [string, string, Record<string, unknown>, RegExp, number?][] = [
  [
    'throws in tick',
    'class M:\n  def tick(self, data): raise ValueError("bad")\n  def predict(self, *a): return 1',
    { code: 'MODEL_FAILED' },
    /tick\(\) threw at 2026-01-15T01:59:00Z \(BTC\): ValueError: bad/,
  ],
  [
    'hangs',
    'class M:\n  def tick(self, data):\n    while True: pass\n  def predict(self, *a): return 1',
    { code: 'MODEL_HUNG' },
    /did not come back from a call within 1 seconds \(tick, line 3\)/,
    1,
  ],
  [
    'calls sys.exit',
    'import sys\nclass M:\n  def tick(self, data): sys.exit(3)\n  def predict(self, *a): return 1',
    { code: 'MODEL_EXITED' },
    /called exit\(3\) in tick/,
  ],
  [
    'calls os._exit',
    'import os\nclass M:\n  def tick(self, data): os._exit(5)\n  def predict(self, *a): return 1',
    { code: 'MODEL_EXITED' },
    /exit code 5/,
  ],
  [
    'crashes',
    'import os, signal\nclass M:\n  def tick(self, data): os.kill(os.getpid(), signal.SIGSEGV)\n  def predict(self, *a): return 1',
    { code: 'MODEL_EXITED' },
    /signal SIGSEGV/,
  ],
  [
    'needs a missing package',
    'import no_such_package',
    { code: 'MODEL_LOAD_FAILED' },
    /needs the package no_such_package, which .*python.* does not have/,
  ],
  ['has a syntax error', 'def broken(:\n', { code: 'MODEL_LOAD_FAILED' }, /syntax error in line 1/],
  [
    'throws while loading',
    'raise RuntimeError("not today")',
    { code: 'MODEL_LOAD_FAILED' },
    /threw while loading: RuntimeError: not today/,
  ],
  ['has no tracker', 'x = 1', { code: 'MODEL_LOAD_FAILED' }, /no class or object with tick and predict/],
  [
    'has two trackers',
    'class A:\n  def tick(self, d): pass\n  def predict(self, *a): return 1\nclass B(object):\n  def tick(self, d): pass\n  def predict(self, *a): return 1',
    { code: 'MODEL_LOAD_FAILED' },
    /several trackers: A, B/,
  ],
  [
    'throws in its constructor',
    'class M:\n  def __init__(self): raise ValueError("no")\n  def tick(self, d): pass\n  def predict(self, *a): return 1',
    { code: 'MODEL_LOAD_FAILED' },
    /while it was being constructed.*ValueError: no/,
  ],
  [
    'takes other arguments',
    'class M:\n  def tick(self, d): pass\n  def predict(self, one): return 1',
    { code: 'MODEL_LOAD_FAILED' },
    /takes predict\(one\), but is called with subject, resolve_horizon_seconds, step_seconds/,
  ],
];

describe.skipIf(!python)('a Python model (skipped without python3)', () => {
  it.each(pythonFaults)(
    'that %s ends in a specific error',
    async (name, source, expected, message, timeout = 20) => {
      const path = await writeModel(bench, `${name.replaceAll(/\W/g, '_')}.py`, source);
      const failure = await failureOf({ model: { path, call_timeout_seconds: timeout } });
      expect(failure.cause).toMatchObject(expected);
      expect(failure.message).toMatch(message);
    },
  );

  it('that returns nonsense is counted, never scored', async () => {
    const path = await writeModel(
      bench,
      'nonsense.py',
      [
        'class Odd:',
        '    pass',
        'ANSWERS = [None, float("nan"), float("inf"), "up", [1], {}, {"value": float("nan")}, {"value": "up"}, {"other": 1}, Odd(), {1: Odd()}, b"bytes"]',
        'class Nonsense:',
        '    calls = 0',
        '    def tick(self, data): pass',
        '    def predict(self, subject, horizon_seconds, step_seconds):',
        '        self.calls += 1',
        '        return ANSWERS[self.calls % len(ANSWERS)]',
      ].join('\n'),
    );
    const run = await runReplay(bench, { model: { path } });
    expect(run.summary.counts).toMatchObject({ predictions: 2761, prediction_failed: 2761, scored: 0 });
  });

  it('that prints, even garbage and from its file descriptors, only fills the log', async () => {
    const path = await writeModel(
      bench,
      'loud.py',
      [
        'import os, sys',
        'print("loading")',
        'class Loud:',
        '    def tick(self, data):',
        '        os.write(1, b"\\xff\\xfe\\x00garbage\\n")',
        '        print("x" * 10000, file=sys.stderr)',
        '        assert sys.stdin.read() == ""',
        '    def predict(self, subject, resolve_horizon_seconds, step_seconds): return {"value": 1}',
      ].join('\n'),
    );
    const run = await runReplay(bench, { model: { path }, end: '2026-01-15T03:00:00' });
    expect(run.summary.counts['scored']).toBe(61);
    expect(run.log).toContain('info model: loading');
    expect(run.log.some((line) => line.includes('garbage'))).toBe(true);
  });

  it('is called by signature: horizon_seconds of old packages, keywords, extra keywords', async () => {
    const signatures = [
      'subject, horizon_seconds, step_seconds',
      '*, subject, resolve_horizon_seconds, step_seconds',
      '**kwargs',
      'a, b, c',
    ];
    for (const [index, signature] of signatures.entries()) {
      const path = await writeModel(
        bench,
        `signature_${index}.py`,
        `class M:\n  def tick(self, data): pass\n  def predict(self, ${signature}):\n    return float(len(locals()))\n`,
      );
      const run = await runReplay(bench, {
        model: { path },
        end: '2026-01-15T03:00:00',
        resolve_horizon_seconds: 60,
      });
      expect(run.summary.counts).toMatchObject({ prediction_failed: 0, scored: 61 });
    }
  });

  it('runs unchanged on the challenge package tracker, whether that is installed or not', async () => {
    const path = await writeModel(
      bench,
      'unchanged.py',
      [
        'from starter_challenge.tracker import TrackerBase',
        'class Unchanged(TrackerBase):',
        '    def predict(self, subject, resolve_horizon_seconds, step_seconds):',
        '        assert self._get_data(subject) is self._get_data(subject)',
        '        return {"value": self._get_data(subject)["candles_1m"][-1]["close"]}',
      ].join('\n'),
    );
    const run = await runReplay(bench, { model: { path } });
    expect(run.summary.counts['scored']).toBe(2760);
    expect(run.log.some((line) => line.includes('starter_challenge is not installed'))).toBe(true);
  });

  it('R3 R12 gives the same predictions in blocks, one candle at a time, and as its TypeScript twin', async () => {
    for (const [pythonFile, twin] of [
      ['mean_reversion.py', 'mean-reversion.ts'],
      ['trend_following.py', 'trend-following.ts'],
      ['volatility_regime.py', 'volatility-regime.js'],
    ] as const) {
      const paths = [pythonFile, twin].map((name) => join('examples', 'models', name));
      const spec = { end: '2026-01-15T08:00:00', window_size: 30 };
      const runs = [
        await runReplay(bench, { ...spec, model: { path: paths[0] as string } }),
        await runReplay(bench, { ...spec, model: { path: paths[0] as string, feeding: 'round_trip' } }),
        await runReplay(bench, { ...spec, model: { path: paths[1] as string } }),
      ];
      const hashes = await Promise.all(runs.map((run) => sha256(join(run.folder, 'predictions.parquet'))));
      expect(new Set(hashes).size).toBe(1);
      expect(runs[0]?.summary.metrics).toEqual(runs[2]?.summary.metrics);
    }
  });

  it('may bring the scoring function and the resolver, in Python too', async () => {
    const path = await writeModel(
      bench,
      'one.mjs',
      'export default { tick() {}, predict: () => ({ value: 2 }) };',
    );
    const scoring = await writeModel(
      bench,
      'scoring.py',
      'def score_prediction(prediction, ground_truth):\n    if ground_truth["resolved_price"] == ground_truth["entry_price"]:\n        raise ValueError("flat")\n    return {"value": prediction["value"] * 3, "success": True, "failed_reason": None, "stake": prediction["value"] * 5}\n',
    );
    const resolver = await writeModel(
      bench,
      'resolver.py',
      'def resolve_ground_truth(candles, scope):\n    first, last = candles[0]["open"], candles[-1]["close"]\n    return {"entry_price": first, "resolved_price": last, "return": last - first}\n',
    );
    const run = await runReplay(bench, {
      model: { path },
      end: '2026-01-15T03:00:00',
      scoring: { path: scoring },
      resolver: { path: resolver },
      aggregation: [{ name: 'score_recent', hours: 24, value_field: 'stake' }],
    });
    expect(run.summary.counts['scored']).toBe(61);
    expect(run.summary.headline.value).toBe(6);
    expect(run.summary.metrics['score_recent']).toBe(10);
  });

  it('R11 that finds the future in memory is found out', async () => {
    const path = await writeModel(
      bench,
      'cheat.py',
      [
        'import sys',
        'class Cheat:',
        '    def tick(self, data): pass',
        '    def predict(self, subject, resolve_horizon_seconds, step_seconds):',
        '        frame = sys._getframe(1).f_locals',
        '        at, candles = frame["end"], frame["candles"]',
        '        return {"value": candles[min(at, len(candles) - 1)]["close"]}',
      ].join('\n'),
    );
    const failure = await failureOf({ model: { path } }, { checkLookahead: true });
    expect(failure.cause).toMatchObject({ code: 'LOOKS_AHEAD' });
  });
});
