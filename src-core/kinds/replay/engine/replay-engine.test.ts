import { describe, expect, it } from 'vitest';
import { allocateCandleColumns, type Candle, type CandleColumns } from '../../../feed/candle.ts';
import { starterChallenge } from '../challenge/starter.ts';
import { resolveReplaySpec, type ReplayPlan } from '../plan.ts';
import { predictionStatuses, type PredictionColumns } from '../prediction-columns.ts';
import { directional } from '../scoring/directional.ts';
import { replaySpecSchema, type ReplaySpecInput } from '../spec.ts';
import { JavaScriptDriver } from './javascript-driver.ts';
import type { ResolvingJudge, ScoringJudge } from './judges.ts';
import type { JavaScriptModel, TickData } from './model.ts';
import { positionLength } from './position.ts';
import { allocatePredictions, PredictionTable } from './prediction-table.ts';
import { ReplayEngine } from './replay-engine.ts';

const startSeconds = Date.UTC(2026, 0, 15) / 1000;

function planOf(overrides: Partial<ReplaySpecInput> = {}): ReplayPlan {
  const spec = replaySpecSchema.parse({
    kind: 'replay',
    name: 'test',
    model: { path: 'model.ts' },
    feed: { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' },
    start: '2026-01-15',
    end: '2026-01-16',
    ...overrides,
  });
  return resolveReplaySpec(spec, starterChallenge, starterChallenge);
}

/** Flat candles, one for each price; `times` in minutes from the start, one after the other by default. */
function candlesOf(prices: readonly number[], times?: readonly number[]): CandleColumns {
  const columns = allocateCandleColumns(prices.length);
  prices.forEach((price, row) => {
    columns.ts[row] = startSeconds + (times?.[row] ?? row) * 60;
    for (const name of ['open', 'high', 'low', 'close'] as const) columns[name][row] = price;
    columns.volume[row] = 1;
  });
  return columns;
}

const byDirection: ScoringJudge = { form: 'signal', scoring: directional };
const byCandle: ResolvingJudge = { form: 'candle', which: 'first_at_or_after' };

async function replay(
  plan: ReplayPlan,
  model: JavaScriptModel,
  batches: readonly (readonly CandleColumns[])[],
  scoring: ScoringJudge = byDirection,
  resolving: ResolvingJudge = byCandle,
): Promise<PredictionColumns> {
  const driver = new JavaScriptDriver(plan, model, new Float64Array(positionLength), () => undefined);
  const candles = plan.subjects.map((_, subject) =>
    batches.reduce((sum, subjects) => sum + (subjects[subject]?.length ?? 0), 0),
  );
  const table = new PredictionTable(allocatePredictions(plan, candles));
  const engine = new ReplayEngine(plan, driver, scoring, resolving, 'run', table);
  let decided = 0;
  for (const subjects of batches) {
    await engine.run({ subjects }, (rows) => {
      expect(rows).toBeGreaterThanOrEqual(decided);
      expect([...table.status.subarray(decided, rows)].every((status) => status < 10)).toBe(true);
      decided = rows;
    });
  }
  expect(engine.finish()).toBe(table.length);
  return table;
}

function rowsOf(part: PredictionColumns) {
  return Array.from({ length: part.length }, (_, row) => ({
    minute: ((part.ts[row] as number) - startSeconds) / 60,
    scope: part.scope[row],
    status: predictionStatuses[part.status[row] as number],
    signal: part.signal[row],
    entry: part.entryPrice[row],
    resolved: part.resolvedPrice[row],
    actual: part.actualReturn[row],
    score: part.score[row],
    reason: part.reason.get(row),
    output: part.outputJson.get(row),
  }));
}

class Recorder implements JavaScriptModel {
  [method: string]: unknown;
  readonly ticks: TickData[] = [];
  readonly calls: unknown[][] = [];
  readonly answer: () => unknown;
  constructor(answer: () => unknown = () => ({ value: 1 })) {
    this.answer = answer;
  }
  tick(data: TickData): void {
    this.ticks.push(data);
  }
  predict(...parameters: unknown[]): unknown {
    this.calls.push(parameters);
    return this.answer();
  }
}

const rising = (count: number): number[] => Array.from({ length: count }, (_, index) => 100 + index);

describe('replay engine', () => {
  it('reproduces the harness on the vector of contract section 5A', async () => {
    const prices = Array.from({ length: 300 }, (_, i) => 100 + 10 * Math.sin(i / 7) + 0.01 * i);
    const plan = planOf({
      mode: 'compatible',
      window_size: 20,
      prediction_interval_seconds: 180,
      resolve_horizon_seconds: 300,
      step_seconds: 180,
    });
    const recorder = new Recorder();
    const model: JavaScriptModel = {
      tick: (data) => recorder.tick(data),
      predict: (...parameters: unknown[]) => {
        recorder.calls.push(parameters);
        const closes = (recorder.ticks.at(-1)?.candles_1m ?? []).slice(-8).map((candle) => candle.close);
        const first = closes[0] as number;
        return { value: (0.6 * ((closes.at(-1) as number) - first)) / first };
      },
    };
    const rows = rowsOf(await replay(plan, model, [[candlesOf(prices)]]));
    expect(recorder.ticks).toHaveLength(280);
    expect(recorder.ticks[0]?.candles_1m).toHaveLength(20);
    expect(recorder.ticks[0]?.candles_1m[0]?.ts).toBe(1768435260);
    expect(recorder.ticks[0]?.asof_ts).toBe(1768436400);
    expect(recorder.calls[0]).toEqual(['BTC', 300, 180]);
    expect(rows).toHaveLength(94);
    expect(rows.filter((row) => row.status !== 'scored')).toHaveLength(2);
    expect(rows[0]).toMatchObject({ minute: 20, entry: 103.00629399514357, score: 1 });
    expect(rows[0]?.signal).toBeCloseTo(-0.036728154684680096, 15);
    expect(rows[0]?.resolved).toBeCloseTo(96.082783482465, 12);
    expect(rows[0]?.actual).toBeCloseTo(-0.06721444141078392, 15);
    const scored = rows.filter((row) => row.status === 'scored');
    const mean = scored.reduce((sum, row) => sum + (row.score as number), 0) / scored.length;
    expect(mean).toBeCloseTo(0.4782608695652174, 14);
  });

  it('R1 starts at the first full window in strict mode, one candle later in compatible mode', async () => {
    for (const [mode, first] of [
      ['strict', 4],
      ['compatible', 5],
    ] as const) {
      const model = new Recorder();
      await replay(planOf({ mode, window_size: 5 }), model, [[candlesOf(rising(10))]]);
      expect(model.ticks[0]?.asof_ts).toBe(startSeconds + first * 60);
      expect(model.ticks).toHaveLength(10 - first);
    }
  });

  it('R2 gives every tick a window of its own that ends with the current candle, across batches', async () => {
    const model = new Recorder();
    const whole = rising(30);
    const batches = [0, 7, 8, 21].map((from, index, cuts) => {
      const times = whole.map((_, row) => row).slice(from, cuts[index + 1] ?? 30);
      return [candlesOf(whole.slice(from, cuts[index + 1] ?? 30), times)];
    });
    await replay(planOf({ window_size: 6 }), model, batches);
    expect(model.ticks.map((tick) => tick.candles_1m.map((candle) => candle.close))).toEqual(
      Array.from({ length: 25 }, (_, index) => whole.slice(index, index + 6)),
    );
    expect(new Set(model.ticks.map((tick) => tick.candles_1m)).size).toBe(25);
    expect(Object.isFrozen(model.ticks[0]?.candles_1m[0])).toBe(true);
  });

  it('R2 gives a model plain objects, as JSON would make them', async () => {
    const model = new Recorder();
    await replay(planOf({ window_size: 5 }), model, [[candlesOf(rising(10))]]);
    const [tick] = model.ticks as [TickData];
    expect(tick).toStrictEqual(JSON.parse(JSON.stringify(tick)));
    expect(Object.keys(tick)).toEqual(['symbol', 'asof_ts', 'candles_1m']);
    for (const made of [tick, tick.candles_1m[0] as Candle]) {
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
      expect(made.constructor).toBe(Object);
      const names: string[] = [];
      for (const name in made) names.push(name);
      expect(names).toEqual(Object.keys(made));
    }
    expect(structuredClone(tick)).toStrictEqual(tick);
  });

  it('asks a model that spoils what all objects inherit at the same times as any other', async () => {
    const asked: number[] = [];
    class Spoiler extends Recorder {
      override tick(data: TickData): void {
        super.tick(data);
        Reflect.defineProperty(Object.getPrototypeOf({}) as object, 'ts', {
          configurable: true,
          set() {
            // Swallows what is set.
          },
        });
      }
    }
    for (const model of [new Recorder(), new Spoiler()]) {
      try {
        await replay(planOf({ window_size: 5, prediction_interval_seconds: 120 }), model, [
          [candlesOf(rising(30))],
        ]);
      } finally {
        Reflect.deleteProperty(Object.prototype, 'ts');
      }
      asked.push(model.calls.length);
    }
    expect(asked).toEqual([13, 13]);
  });

  it('R2 shows a columns model the same windows as an objects model', async () => {
    const seen: number[][] = [];
    const whole = rising(30);
    const model: JavaScriptModel = {
      tickColumns: ({ columns, start, end, asof_ts }) => {
        expect(asof_ts).toBe(columns.ts[end - 1]);
        seen.push(Array.from(columns.close.subarray(start, end)));
      },
      predict: () => 1,
    };
    const cut = (from: number, to: number): CandleColumns[] => [
      candlesOf(whole.slice(from, to), whole.map((_, row) => row).slice(from, to)),
    ];
    await replay(planOf({ window_size: 6 }), model, [cut(0, 3), cut(3, 4), cut(4, 30)]);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => whole.slice(index, index + 6)));
  });

  it('R2 shows the same windows whether a batch is shorter than a window or much longer, for each of several subjects', async () => {
    const seen: string[] = [];
    const model: JavaScriptModel = {
      tickColumns: ({ symbol, columns, start, end }) => {
        const names = ['ts', 'open', 'high', 'low', 'close', 'volume'] as const;
        seen.push(`${symbol} ${names.map((name) => columns[name].slice(start, end).join(' ')).join(', ')}`);
      },
      predict: () => 1,
    };
    const plan = planOf({
      window_size: 4,
      feed: { source: 'test', subject: ['BTC', 'ETH'], kind: 'candle', granularity: '1m' },
    });
    const minutes = rising(40).map((_, row) => row);
    const cut = (from: number, to: number): CandleColumns[] =>
      [0, 500].map((price) =>
        candlesOf(
          minutes.slice(from, to).map((minute) => price + minute),
          minutes.slice(from, to),
        ),
      );
    await replay(plan, model, [cut(0, 40)]);
    const whole = seen.splice(0);
    expect(whole).toHaveLength(74);
    await replay(plan, model, [cut(0, 2), cut(2, 3), cut(3, 20), cut(20, 22), cut(22, 40)]);
    expect(seen).toEqual(whole);
  });

  it.each([
    ['a float', [{ name: 'value', type: 'float' }]],
    ['an integer', [{ name: 'value', type: 'int' }]],
  ] as const)(
    'R2 takes from a columns model what it takes from an objects model: %s',
    async (_type, output) => {
      const plan = planOf({
        feed: { source: 'test', subject: ['ETH', 'BTC'], kind: 'candle', granularity: '1m' },
        window_size: 2,
        prediction_interval_seconds: 120,
        model: { path: 'model.ts', on_tick_error: 'continue' },
        output: [...output],
      });
      const oddities: readonly (() => unknown)[] = [
        () => 1,
        () => -0,
        () => ({ value: 2 }),
        () => Number.NaN,
        () => ({ value: 3, note: 'more' }),
        () => 'text',
        () => {
          throw new Error('no');
        },
        () => Number.POSITIVE_INFINITY,
        () => {
          throw Object.create(null);
        },
        () => Promise.resolve({ value: 5 }),
        () => ({
          get value(): number {
            throw new Error('looked at');
          },
        }),
        () => undefined,
        () => 4,
      ];
      const modelOf = (method: 'tick' | 'tickColumns'): JavaScriptModel => {
        let ticks = 0;
        let calls = 0;
        return {
          [method]: () => {
            if (ticks++ % 7 === 3) throw new Error('tick');
          },
          predict: () => oddities[calls++ % oddities.length]?.(),
        };
      };
      const prices = Array.from({ length: 80 }, (_, index) => 100 + 5 * Math.sin(index));
      const batches = [0, 30, 31, 80].map((to, index, all) => {
        const from = all[index - 1] ?? 0;
        const times = Array.from({ length: to - from }, (_, row) => from + row);
        return plan.subjects.map(() => candlesOf(prices.slice(from, to), times));
      });
      const [columns, objects] = await Promise.all(
        (['tickColumns', 'tick'] as const).map(async (method) =>
          rowsOf(await replay(plan, modelOf(method), batches)),
        ),
      );
      expect(columns).toEqual(objects);
      expect(new Set(columns?.map(({ scope }) => scope))).toEqual(new Set([0, 1]));
      expect(columns?.length).toBe(80);
    },
  );

  it('R3 interleaves subjects in time order, ties in the order of the spec', async () => {
    const model = new Recorder();
    const plan = planOf({
      window_size: 1,
      feed: { source: 'test', subject: ['BTC', 'ETH'], kind: 'candle', granularity: '1m' },
    });
    await replay(plan, model, [[candlesOf([1, 2, 3], [0, 1, 4]), candlesOf([7, 8, 9], [0, 2, 3])]]);
    expect(model.ticks.map((tick) => `${tick.symbol}@${(tick.asof_ts - startSeconds) / 60}`)).toEqual([
      'BTC@0',
      'ETH@0',
      'BTC@1',
      'ETH@2',
      'ETH@3',
      'BTC@4',
    ]);
  });

  it('R4 predicts on the first loop candle and then when the interval has passed, without catching up', async () => {
    const plan = planOf({ window_size: 1, prediction_interval_seconds: 180 });
    const times = [0, 1, 2, 3, 4, 10, 11, 12, 13];
    const rows = rowsOf(await replay(plan, new Recorder(), [[candlesOf(rising(9), times)]]));
    expect(rows.map((row) => row.minute)).toEqual([0, 3, 10, 13]);
  });

  it('R4 counts a prediction that failed as made', async () => {
    const plan = planOf({ window_size: 1, prediction_interval_seconds: 120 });
    const model = new Recorder(() => {
      throw new Error('no idea');
    });
    const rows = rowsOf(await replay(plan, model, [[candlesOf(rising(5))]]));
    expect(rows.map((row) => row.minute)).toEqual([0, 2, 4]);
    expect(rows.map((row) => [row.status, row.reason, row.score])).toEqual(
      Array.from({ length: 3 }, () => ['prediction_failed', 'Error: no idea', Number.NaN]),
    );
  });

  it('R5 scores a failed prediction as the default forecast in compatible mode only, as the harness does', async () => {
    const model = new Recorder(() => {
      throw new Error('no idea');
    });
    const rows = rowsOf(
      await replay(planOf({ window_size: 1, mode: 'compatible' }), model, [[candlesOf(rising(4))]]),
    );
    expect(rows[0]).toMatchObject({ status: 'scored', signal: 0, score: 1, reason: 'Error: no idea' });
    expect(rows[0]?.output).toContain('_error');
  });

  it('R6 resolves at the first candle at or after the horizon, and refuses a gap beyond the tolerance', async () => {
    const prices = [100, 101, 102, 110];
    const times = [0, 1, 2, 30];
    const strict = rowsOf(
      await replay(planOf({ window_size: 1 }), new Recorder(), [[candlesOf(prices, times)]]),
    );
    expect(strict.map((row) => row.status)).toEqual([
      'scored',
      'scored',
      'unresolved_gap',
      'unresolved_end_of_data',
    ]);
    const compatible = rowsOf(
      await replay(planOf({ window_size: 1, mode: 'compatible' }), new Recorder(), [
        [candlesOf(prices, times)],
      ]),
    );
    expect(compatible.map((row) => [row.status, row.resolved])).toEqual([
      ['scored', 102],
      ['scored', 110],
      ['unresolved_end_of_data', Number.NaN],
    ]);
  });

  it('R6 keeps outcomes out of reach of a model that writes into its window', async () => {
    const plan = planOf({ window_size: 2 });
    const model: JavaScriptModel = {
      tickColumns: ({ columns }) => {
        for (const name of ['ts', 'open', 'high', 'low', 'close'] as const) columns[name].fill(7);
      },
      predict: () => 1,
    };
    const rows = rowsOf(await replay(plan, model, [[candlesOf(rising(6))]]));
    expect(rows.map((row) => [row.minute, row.entry, row.resolved])).toEqual([
      [1, 101, 102],
      [2, 102, 103],
      [3, 103, 104],
      [4, 104, 105],
      [5, 105, Number.NaN],
    ]);
  });

  it('R6 resolves at the last candle inside the horizon when asked to, across batches', async () => {
    const plan = planOf({ window_size: 1, resolve_horizon_seconds: 150 });
    const rows = rowsOf(
      await replay(
        plan,
        new Recorder(),
        [[candlesOf([100, 101, 102], [0, 1, 2])], [candlesOf([103, 104], [3, 4])]],
        byDirection,
        { form: 'candle', which: 'last_in_window' },
      ),
    );
    expect(rows.map((row) => [row.status, row.resolved])).toEqual([
      ['scored', 102],
      ['scored', 103],
      ['unresolved_end_of_data', Number.NaN],
      ['unresolved_end_of_data', Number.NaN],
      ['unresolved_end_of_data', Number.NaN],
    ]);
  });

  it('R6 resolves a horizon of zero at once, with a return of zero', async () => {
    const plan = planOf({ window_size: 1, resolve_horizon_seconds: 0 });
    const rows = rowsOf(await replay(plan, new Recorder(), [[candlesOf(rising(3))]]));
    expect(rows.map((row) => row.actual)).toEqual([0, 0, 0]);
  });

  it('R7 keeps scopes apart and returns predictions in the order made', async () => {
    const plan = planOf({
      window_size: 1,
      scopes: [
        { scope_key: 'short', resolve_horizon_seconds: 60, prediction_interval_seconds: 60 },
        { scope_key: 'long', resolve_horizon_seconds: 240, prediction_interval_seconds: 120 },
      ],
    });
    const model = new Recorder();
    const batches = [0, 3, 5].map((from, index, cuts) => [
      candlesOf(
        rising(8).slice(from, cuts[index + 1] ?? 8),
        Array.from({ length: 8 }, (_, row) => row).slice(from, cuts[index + 1] ?? 8),
      ),
    ]);
    const rows = rowsOf(await replay(plan, model, batches));
    expect(rows.map((row) => `${row.minute}:${row.scope}`)).toEqual(
      '0:0 0:1 1:0 2:0 2:1 3:0 4:0 4:1 5:0 6:0 6:1 7:0'.split(' '),
    );
    expect(rows.filter((row) => row.scope === 1).map((row) => row.resolved)).toEqual([
      104,
      106,
      Number.NaN,
      Number.NaN,
    ]);
    expect(model.calls.slice(0, 2)).toEqual([
      ['BTC', 60, 15],
      ['BTC', 240, 15],
    ]);
  });

  it('R8 never scores what is not a finite number', async () => {
    for (const answer of [Number.NaN, Number.POSITIVE_INFINITY, 'up', undefined, null, [1], { other: 1 }]) {
      for (const wrapped of [answer, { value: answer }]) {
        const rows = rowsOf(
          await replay(planOf({ window_size: 1 }), new Recorder(() => wrapped), [[candlesOf(rising(3))]]),
        );
        expect(rows.map((row) => row.status)).toEqual(Array.from({ length: 3 }, () => 'prediction_failed'));
        expect(rows[0]?.reason).toBeTruthy();
      }
    }
  });

  it('R8 leaves a prediction without score when the harness would carry NaN into it', async () => {
    const rows = rowsOf(
      await replay(planOf({ window_size: 1, mode: 'compatible' }), new Recorder(), [
        [candlesOf([100, 101, Number.NaN, 103, 104])],
      ]),
    );
    expect(rows.map((row) => row.status)).toEqual([
      'unresolved_no_price',
      'unresolved_no_price',
      'scored',
      'unresolved_end_of_data',
    ]);
  });

  it('hands a scoring function the whole output, with identifiers in strict mode, and counts its failures apart', async () => {
    const requests: unknown[] = [];
    const scoring: ScoringJudge = {
      form: 'function',
      score: (all) =>
        all.map((request) => {
          requests.push(request);
          return request.actual.entry_price === 101
            ? { success: false, reason: 'odd' }
            : { success: true, value: 2 };
        }),
    };
    const model = new Recorder(() => ({ value: 1, note: 'x' }));
    const rows = rowsOf(await replay(planOf({ window_size: 1 }), model, [[candlesOf(rising(4))]], scoring));
    expect(rows.map((row) => [row.status, row.score, row.reason])).toEqual([
      ['scored', 2, undefined],
      ['scoring_failed', Number.NaN, 'odd'],
      ['scored', 2, undefined],
      ['unresolved_end_of_data', Number.NaN, undefined],
    ]);
    expect(requests[0]).toEqual({
      output: { value: 1, note: 'x', model_id: 'run', prediction_id: 'run-0' },
      actual: { entry_price: 100, resolved_price: 101, return: 0.01, direction_up: true },
    });
  });

  it('hands a resolver the candles from the prediction to its horizon', async () => {
    const windows: number[][] = [];
    const resolving: ResolvingJudge = {
      form: 'function',
      resolve: (all) =>
        all.map(({ candles }) => {
          windows.push(candles.map((candle) => candle.close));
          const first = candles[0]?.close ?? 0;
          const last = candles.at(-1)?.close ?? 0;
          return {
            ok: true,
            actual: { entry_price: first, resolved_price: last, return: last - first, direction_up: true },
          };
        }),
    };
    const plan = planOf({ window_size: 1, resolve_horizon_seconds: 120 });
    const batches = [[candlesOf([1, 2, 3], [0, 1, 2])], [candlesOf([4, 5], [3, 4])]];
    const rows = rowsOf(await replay(plan, new Recorder(), batches, byDirection, resolving));
    expect(windows).toEqual([
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 5],
    ]);
    expect(rows.map((row) => row.actual)).toEqual([2, 2, 2, Number.NaN, Number.NaN]);
  });

  it('R10 stops on a tick that throws and names the candle, or goes on and counts it', async () => {
    const failing: JavaScriptModel = {
      tick: () => {
        throw new TypeError('boom');
      },
      predict: () => 1,
    };
    await expect(replay(planOf({ window_size: 1 }), failing, [[candlesOf(rising(3))]])).rejects.toMatchObject(
      {
        code: 'MODEL_FAILED',
        message: expect.stringContaining('tick() threw at 2026-01-15T00:00:00Z (BTC): TypeError: boom'),
      },
    );
    const plan = planOf({ window_size: 1, model: { path: 'model.ts', on_tick_error: 'continue' } });
    const driver = new JavaScriptDriver(plan, failing, new Float64Array(positionLength), () => undefined);
    driver.run({ subjects: [candlesOf(rising(3))] });
    expect(driver.counts()).toEqual({ ticks: 3, tickErrors: 3 });
  });
});
