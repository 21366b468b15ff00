import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { allocateCandleColumns, type CandleColumns } from '../../../../src-core/feed/candle.ts';
import { starterChallenge } from '../../../../src-core/kinds/replay/challenge/starter.ts';
import { JavaScriptDriver } from '../../../../src-core/kinds/replay/engine/javascript-driver.ts';
import type { TickData } from '../../../../src-core/kinds/replay/engine/model.ts';
import type { CandleBatch, ModelDriver } from '../../../../src-core/kinds/replay/engine/model-driver.ts';
import { positionLength } from '../../../../src-core/kinds/replay/engine/position.ts';
import { resolveReplaySpec, type ReplayPlan } from '../../../../src-core/kinds/replay/plan.ts';
import { replaySpecSchema, type ReplaySpecInput } from '../../../../src-core/kinds/replay/spec.ts';
import { minuteCandles } from '../../../../tests/support/candle-files.ts';
import {
  addCandles,
  hasPython,
  makeBench,
  removeBench,
  runReplay,
} from '../../../../tests/support/run-replay.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { openPythonDriver, openPythonFunction } from './python-driver.ts';

type Model = Partial<ReplaySpecInput['model']>;

/** What a driver gave for a run, as plain data that can be compared. */
interface Run {
  readonly predictions: {
    scope: number;
    ts: number;
    signal: number;
    output: unknown;
    error: string | undefined;
  }[];
  readonly ticks: number;
  readonly tickErrors: number;
  readonly log: readonly string[];
}

function planOf(path: string, model: Model = {}, spec: Partial<ReplaySpecInput> = {}): ReplayPlan {
  return resolveReplaySpec(
    replaySpecSchema.parse({
      kind: 'replay',
      name: 'test',
      feed: { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' },
      start: '2022-01-01',
      end: '2022-01-02',
      window_size: 5,
      ...spec,
      model: { path, ...model },
    }),
    starterChallenge,
    starterChallenge,
  );
}

/** Candles whose prices are their minutes, one a minute, minutes `from` (included) to `to` (not included). */
function minutes(from: number, to: number): CandleColumns {
  return candlesAt(Array.from({ length: to - from }, (_, index) => (from + index) * 60));
}

function candlesAt(times: readonly number[]): CandleColumns {
  const columns = allocateCandleColumns(times.length);
  times.forEach((ts, row) => {
    columns.ts[row] = ts;
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) columns[name][row] = ts / 60;
  });
  return columns;
}

async function collect(
  driver: ModelDriver,
  plan: ReplayPlan,
  batches: readonly CandleBatch[],
  log: string[],
): Promise<Run> {
  const predictions: Run['predictions'] = [];
  for (const batch of batches) {
    const raw = await driver.run(batch);
    for (let row = 0; row < raw.length; row++) {
      const scope = raw.scope[row] as number;
      const subject = plan.scopes[scope]?.subjectIndex ?? 0;
      predictions.push({
        scope,
        ts: batch.subjects[subject]?.ts[raw.candle[row] as number] as number,
        signal: raw.signal[row] as number,
        output: raw.outputs.get(row),
        error: raw.errors.get(row),
      });
    }
  }
  await driver.close();
  return { predictions, ...driver.counts(), log };
}

async function runPython(
  plan: ReplayPlan,
  batches: readonly CandleBatch[],
  log: string[] = [],
): Promise<Run> {
  const events = {
    onLog: (level: string, message: string, origin = 'hindcast') =>
      void log.push(`${level} ${origin}: ${message}`),
    onChild: () => undefined,
  };
  const driver = await openPythonDriver(plan, new Float64Array(positionLength), temporaryFolder(), events);
  return collect(driver, plan, batches, log);
}

const signature = 'self, subject, resolve_horizon_seconds, step_seconds';

/** Source of a model whose methods have these bodies. */
function modelSource({ before = '', tick = 'pass', predict = 'return 1.0' }): string {
  const indented = (body: string): string => body.replaceAll('\n', '\n        ');
  return [
    'import os, sys, time',
    before,
    'class Model:',
    '    calls = 0',
    '    def tick(self, data):',
    '        self.calls += 1',
    `        ${indented(tick)}`,
    `    def predict(${signature}):`,
    `        ${indented(predict)}`,
    '',
  ].join('\n');
}

/** Runs a model over 100 candles in two batches: 96 ticks, and as many predictions. */
async function runSource(
  source: string,
  model: Model = {},
  files: Record<string, string> = {},
  log: string[] = [],
): Promise<Run> {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries({ ...files, 'model.py': source }))
    writeFileSync(join(folder, name), text);
  const batches = [{ subjects: [minutes(0, 50)] }, { subjects: [minutes(50, 100)] }];
  return runPython(planOf(join(folder, 'model.py'), model), batches, log);
}

const feedings = ['batched', 'round_trip'] as const;

describe.skipIf(!hasPython())('the Python driver (needs python3)', () => {
  it.each(feedings)('%s: shows fresh lists of shared candles, with whole seconds', async (feeding) => {
    const run = await runSource(
      modelSource({
        before: 'KEPT = []',
        tick: [
          'candles = data["candles_1m"]',
          'assert len(candles) == 5 and data["asof_ts"] == candles[-1]["ts"] and type(data["asof_ts"]) is int',
          'assert list(candles[0]) == ["ts", "open", "high", "low", "close", "volume"]',
          'KEPT.append(candles)',
          'assert len(KEPT) == 1 or KEPT[-2] is not candles and all(a is b for a, b in zip(KEPT[-2][1:], candles))',
        ].join('\n'),
        predict: 'return {"value": KEPT[-1][0]["close"]}',
      }),
      { feeding },
    );
    expect(run.ticks).toBe(96);
    expect(run.predictions.map(({ ts, signal }) => ts / 60 - signal)).toEqual(
      Array.from({ length: 96 }, () => 4),
    );
  });

  it.each(feedings)('%s: shows every time as it is, before 1970 and after 2106 too', async (feeding) => {
    const path = join(temporaryFolder(), 'model.py');
    writeFileSync(
      path,
      modelSource({ tick: 'self.ts = data["asof_ts"]', predict: 'return {"value": float(self.ts)}' }),
    );
    // Around zero, around 32 bits without and with a sign, and far beyond.
    const times = [-(2 ** 32), 0, 2 ** 31, 2 ** 32, 9e9].flatMap((middle) =>
      [-120, -60, 0, 60, 120].map((minute) => middle + minute),
    );
    const { predictions } = await runPython(planOf(path, { feeding }), [{ subjects: [candlesAt(times)] }]);
    expect(predictions.map(({ signal }) => signal)).toEqual(times.slice(4));
  });

  it('R1 R3 R4 sees and gives what the JavaScript driver does, whatever the batches, subjects and scopes', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'model.py');
    writeFileSync(
      path,
      [
        'class Model:',
        '    ticks = 0',
        '    seen = {}',
        '    def tick(self, data):',
        '        self.ticks += 1',
        '        self.seen[data["symbol"]] = data',
        '    def predict(self, subject, resolve_horizon_seconds, step_seconds):',
        '        data = self.seen[subject]',
        '        if self.ticks % 7 == 0: raise ValueError("no")',
        '        if self.ticks % 5 == 0: return {"value": 1, "note": data["symbol"]}',
        '        return {"value": self.ticks * 1e6 + data["candles_1m"][0]["close"] + resolve_horizon_seconds / 3 + step_seconds / 7}',
        '',
      ].join('\n'),
    );
    class Twin {
      [method: string]: unknown;
      #ticks = 0;
      readonly #seen = new Map<string, TickData>();
      tick(data: TickData): void {
        this.#ticks++;
        this.#seen.set(data.symbol, data);
      }
      predict(subject: string, horizon: number, step: number): unknown {
        const data = this.#seen.get(subject) as TickData;
        if (this.#ticks % 7 === 0) throw new TypeError('no');
        if (this.#ticks % 5 === 0) return { value: 1, note: data.symbol };
        return { value: this.#ticks * 1e6 + (data.candles_1m[0]?.close ?? 0) + horizon / 3 + step / 7 };
      }
    }
    const times = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 0, maxLength: 40 });
    const scope = fc.record({
      prediction_interval_seconds: fc.constantFrom(1, 60, 150, 600),
      resolve_horizon_seconds: fc.integer({ min: 0, max: 900 }),
      step_seconds: fc.integer({ min: 1, max: 60 }),
    });
    const cases = fc.record({
      subjects: fc.array(times, { minLength: 1, maxLength: 3 }),
      scopes: fc.uniqueArray(scope, {
        minLength: 1,
        maxLength: 2,
        selector: (one) => one.resolve_horizon_seconds,
      }),
      cut: fc.integer({ min: 0, max: 61 }),
      windowSize: fc.integer({ min: 1, max: 6 }),
      mode: fc.constantFrom('strict' as const, 'compatible' as const),
      feeding: fc.constantFrom(...feedings),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ subjects, scopes, cut, windowSize, mode, feeding }) => {
        const plan = planOf(
          path,
          { feeding },
          {
            mode,
            scopes,
            window_size: windowSize,
            feed: {
              source: 'test',
              subject: subjects.map((_, index) => `S${index}`),
              kind: 'candle',
              granularity: '1m',
            },
          },
        );
        const part = (keep: (minute: number) => boolean): CandleBatch => ({
          subjects: subjects.map((all) =>
            candlesAt(
              all
                .filter(keep)
                .sort((a, b) => a - b)
                .map((minute) => minute * 60),
            ),
          ),
        });
        const batches = [part((minute) => minute < cut), part((minute) => minute >= cut)];
        const python = await runPython(plan, batches);
        const driver = new JavaScriptDriver(
          plan,
          new Twin(),
          new Float64Array(positionLength),
          () => undefined,
        );
        const javaScript = await collect(driver, plan, batches, []);
        const withoutClass = javaScript.predictions.map((one) => ({
          ...one,
          error: one.error?.replace('Type', 'Value'),
        }));
        expect(python.predictions).toEqual(withoutClass);
        expect(python.ticks).toBe(javaScript.ticks);
      }),
      { numRuns: 20, seed: 7 },
    );
  });

  it.each(feedings)(
    '%s: a model that is slow in all, though not in one call, is not taken for hung',
    async (feeding) => {
      const run = await runSource(modelSource({ tick: 'time.sleep(0.01)' }), {
        feeding,
        call_timeout_seconds: 0.3,
      });
      expect(run.ticks).toBe(96);
    },
  );

  it.each(feedings)(
    '%s: a call that does not come back ends the run, with its place and the candle before',
    async (feeding) => {
      const log: string[] = [];
      const source = modelSource({ predict: 'while self.calls > 60: pass\nreturn 1.0' });
      const running = runSource(source, { feeding, call_timeout_seconds: 0.3 }, {}, log);
      await expect(running).rejects.toMatchObject({
        code: 'MODEL_HUNG',
        message: expect.stringMatching(
          /did not come back from a call within 0\.3 seconds \(predict, line 9\)/,
        ),
      });
      if (feeding === 'round_trip')
        await expect(running).rejects.toThrow(/after the candle of 1970-01-01T01:03:00Z/);
      expect(log.join('\n')).toContain('in predict');
    },
  );

  it.each([
    [
      'starts a process that outlives it',
      'if self.calls == 1:\n    import subprocess\n    subprocess.Popen(["sleep", "1000"])',
    ],
    ['forks, and lets the child go on', 'if self.calls == 7: os.fork()'],
    ['forks a worker that never ends', 'if self.calls == 1:\n    if os.fork() == 0: time.sleep(1000)'],
    [
      'leaves a thread running',
      'if self.calls == 1:\n    import threading\n    threading.Thread(target=time.sleep, args=(1000,)).start()',
    ],
  ])('a model that %s does not hold up the run', async (_what, tick) => {
    for (const feeding of feedings) {
      const run = await runSource(modelSource({ tick }), { feeding });
      expect(run.predictions).toHaveLength(96);
    }
  });

  it.each<[string, string, unknown, RegExp | undefined]>([
    [
      'raises what is no Exception',
      'raise KeyboardInterrupt("stop")',
      undefined,
      /^KeyboardInterrupt: stop$/,
    ],
    [
      'raises an error that cannot be shown',
      'raise Unsayable()',
      undefined,
      /^Unsayable: an error that cannot say what it is$/,
    ],
    ['recurses without end', 'return self.predict(subject, 1, 1)', undefined, /^RecursionError/],
    [
      'returns an integer too long for text',
      'return {"value": 10 ** 5000}',
      { value: 'an integer of 16610 bits' },
      undefined,
    ],
    [
      'returns more than is kept',
      'return {"value": "x" * 300000}',
      undefined,
      /^the output takes 300013 bytes as JSON, more than 262144$/,
    ],
    [
      'returns an object',
      'return {"value": Unsayable}',
      { value: "<class 'hindcast_user_model.Unsayable'>" },
      undefined,
    ],
    [
      'returns an object whose text has an address',
      'return {"value": object()}',
      { value: '<object object>' },
      undefined,
    ],
    [
      'returns something that holds itself',
      'a = []\na.append(a)\nreturn a',
      [[[[[[[['[[...]]']]]]]]]],
      undefined,
    ],
  ])('a prediction that %s is recorded as it is', async (_what, predict, output, error) => {
    const before = 'class Unsayable(Exception):\n    def __str__(self): raise ValueError()';
    const run = await runSource(modelSource({ before, predict }));
    expect(run.predictions).toHaveLength(96);
    const first = run.predictions[0];
    expect(first?.signal).toBeNaN();
    expect(first?.output).toEqual(output);
    if (error === undefined) expect(first?.error).toBeUndefined();
    else expect(first?.error).toMatch(error);
  });

  it('R14 writes the traceback of the first failures to the log, without the frames of the host, and counts the rest', async () => {
    const run = await runSource(modelSource({ tick: 'raise ValueError("bad candle")' }), {
      on_tick_error: 'continue',
    });
    expect(run).toMatchObject({ ticks: 96, tickErrors: 96 });
    expect(run.log.filter((line) => line.startsWith('warn model: Traceback'))).toHaveLength(20);
    expect(run.log.join('\n')).not.toContain('hindcast_host.py');
    expect(run.log.at(-1)).toBe('warn hindcast: tick() threw more than 20 times; the rest is only counted.');
  });

  it.each(feedings)('%s: a model may print more than a pipe holds within one call', async (feeding) => {
    const tick = 'if self.calls in (5, 6, 90): print("x" * 200000, file=sys.stderr)';
    const run = await runSource(modelSource({ tick }), { feeding });
    expect(run.predictions).toHaveLength(96);
    expect(run.log.join('').replaceAll(/[^x]/g, '').length).toBeGreaterThanOrEqual(3 * 4096);
  });

  it('tells a failure even when the model closed its output', async () => {
    const tick = 'sys.stdout.close(); sys.stderr.close()\nraise ValueError("late")';
    await expect(runSource(modelSource({ tick }))).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringMatching(/ValueError: late/),
    });
  });

  it('seeds the generators of random and numpy before a model can draw from them', async () => {
    const files = { 'numpy.py': 'import random as standard\nrandom = standard.Random()\n' };
    const before = 'import random, numpy\nW = numpy.random.random()';
    const predict = 'return W + numpy.random.random() + random.random()';
    const [first, second] = [
      await runSource(modelSource({ before, predict }), {}, files),
      await runSource(modelSource({ before, predict }), {}, files),
    ];
    expect(first.predictions).toEqual(second.predictions);
    expect(new Set(first.predictions.map(({ signal }) => signal)).size).toBe(96);
  });

  it('calls a decorated method by keyword, as production does', async () => {
    const source = [
      'import functools',
      'def keywords_only(method):',
      '    @functools.wraps(method)',
      '    def call(self, **named): return method(self, **named)',
      '    return call',
      'class Model:',
      '    def tick(self, data): pass',
      '    @keywords_only',
      `    def predict(${signature}): return 2.0`,
    ].join('\n');
    expect((await runSource(source)).predictions[0]?.signal).toBe(2);
  });

  it('finds a model that its file imports, and an instance that a factory makes of the params', async () => {
    const files = { 'elsewhere.py': modelSource({ predict: 'return 3.0' }) };
    expect((await runSource('from elsewhere import Model', {}, files)).predictions[0]?.signal).toBe(3);
    const factory = `${modelSource({ predict: 'return self.level' })}\ndef make(level):\n    made = Model()\n    made.level = level\n    return made\n`;
    const made = await runSource(factory, { export: 'make', params: { level: 4.5 } });
    expect(made.predictions[0]?.signal).toBe(4.5);
  });

  it.each<[string, string, Model, RegExp]>([
    [
      'is async',
      modelSource({}).replace('def predict', 'async def predict'),
      {},
      /has an async predict, but is called without await/,
    ],
    [
      'imports a file with a syntax error',
      'import helper',
      {},
      /syntax error in line 2 of .*helper\.py, which it imports/,
    ],
    [
      'does not take its params',
      modelSource({}),
      { params: { lookback: 5 } },
      /takes no arguments\. It was given model\.params: lookback\.$/,
    ],
    ['does not export the name', modelSource({}), { export: 'Modell' }, /has no "Modell"\. It has: .*Model/],
    [
      'runs on something that is not Python',
      modelSource({}),
      { python: process.execPath },
      /did not run Hindcast's Python host \(exit code \d+\)/,
    ],
    [
      'runs on an interpreter that is not there',
      modelSource({}),
      { python: '/nowhere/python3' },
      /There is no Python interpreter "\/nowhere\/python3"/,
    ],
    [
      'runs on a folder that is no virtual environment',
      modelSource({}),
      { python: '/' },
      /there is no interpreter/,
    ],
  ])('a model that %s is refused', async (_what, source, model, message) => {
    const refused = runSource(source, model, { 'helper.py': 'x = 1\ndef (\n' });
    await expect(refused).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringMatching(message),
    });
  });
});

describe.skipIf(!hasPython())('a run of a Python model (needs python3)', () => {
  it.each(feedings)('%s: stops at once when cancelled in the middle of a call', async (feeding) => {
    const bench = await makeBench();
    onTestFinished(() => removeBench(bench));
    await addCandles(bench, minuteCandles('2026-01-15', 200));
    const path = join(bench.root, 'stuck.py');
    writeFileSync(path, modelSource({ tick: 'if self.calls == 20: time.sleep(1000)' }));
    const cancel = new AbortController();
    const running = runReplay(
      bench,
      { model: { path, feeding } },
      { signal: cancel.signal, onProgress: ({ phase }) => phase === 'simulating' && cancel.abort() },
    );
    await expect(running).rejects.toMatchObject({ cause: { code: 'CANCELLED' } });
  });
});

describe.skipIf(!hasPython())('a Python function (needs python3)', () => {
  const events = { onLog: () => undefined, onChild: () => undefined };

  async function open(source: string, role: string, callTimeout = 20): ReturnType<typeof openPythonFunction> {
    const path = join(temporaryFolder(), 'functions.py');
    writeFileSync(path, source);
    const plan = planOf('model.py', { call_timeout_seconds: callTimeout });
    return openPythonFunction(role, { path, export: 'default' }, plan, temporaryFolder(), events);
  }

  it('is found by its role, called row by row, and keeps what each row came to', async () => {
    const source = [
      'def score_prediction(output, actual):',
      '    if output["value"] is None: raise ValueError("nothing")',
      '    return {"value": output["value"] * actual["return"], "success": True, "failed_reason": None}',
      'def resolve_ground_truth(candles, scope): return None',
    ].join('\n');
    const scorer = await open(source, 'scoring function');
    const rows = [
      [{ value: 2 }, { return: 0.5 }],
      [{ value: null }, { return: 0.5 }],
    ];
    expect(await scorer.call(rows)).toEqual([
      { ok: true, value: { value: 1, success: true, failed_reason: null } },
      { ok: false, reason: 'ValueError: nothing' },
    ]);
    await scorer.close();
    const resolver = await open(source, 'ground-truth resolver');
    expect(await resolver.call([[[], {}]])).toEqual([{ ok: true, value: null }]);
    await resolver.close();
  });

  it('may be slow in all, but not hang in one call', async () => {
    const source =
      'import time\ndef score_prediction(output, actual):\n    time.sleep(output)\n    return 1\n';
    const scorer = await open(source, 'scoring function', 0.3);
    const results = await scorer.call(Array.from({ length: 60 }, () => [0.01, {}]));
    expect(results).toHaveLength(60);
    await expect(Promise.resolve(scorer.call([[1000, {}]]))).rejects.toMatchObject({ code: 'MODEL_HUNG' });
    await scorer.close();
  });
});
