import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeMetrics } from '../compute-metrics.ts';
import type { ForecastMetricOptions } from './forecast-metric.ts';
import { PredictionSample } from './prediction-sample.ts';
import { forecastMetrics } from './registry.ts';

const windows = [
  { name: 'score_recent', hours: 24, value_field: 'value' },
  { name: 'score_steady', hours: 72, value_field: 'value' },
  { name: 'score_anchor', hours: 168, value_field: 'value' },
];
const definitions = forecastMetrics(windows);
const compatible: ForecastMetricOptions = { mode: 'compatible', overlap: 1, seed: 1 };
const strict: ForecastMetricOptions = { mode: 'strict', overlap: 1, seed: 1 };

interface Rows {
  signal: number[];
  actualReturn: number[];
  score?: number[];
  ts?: number[];
  scope?: number[];
  probability?: number[];
}

function sampleOf({ signal, actualReturn, score, ts, scope, probability }: Rows): PredictionSample {
  const length = signal.length;
  return new PredictionSample({
    length,
    ts: Float64Array.from(ts ?? signal.map((_, index) => index * 60)),
    scope: Uint16Array.from(scope ?? signal.map(() => 0)),
    signal: Float64Array.from(signal),
    actualReturn: Float64Array.from(actualReturn),
    score: Float64Array.from(
      score ?? signal.map((p, index) => (p > 0 === (actualReturn[index] ?? 0) > 0 ? 1 : -1)),
    ),
    scoreFields: new Map(),
    probability: Float64Array.from(probability ?? signal.map(() => Number.NaN)),
  });
}

function metricsOf(rows: Rows, options = strict): Record<string, number | null> {
  return computeMetrics(definitions, sampleOf(rows), options).metrics;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe('vectors of the reference implementations (contract section 5A)', () => {
  it('metrics: 24 predictions', () => {
    const metrics = metricsOf(
      {
        signal: range(24).map((i) => Math.sin(1.3 * i) * (1 + (i % 4))),
        actualReturn: range(24).map((i) => 0.01 * Math.sin(1.3 * i + 0.4)),
      },
      compatible,
    );
    expect(metrics['ic']).toBeCloseTo(0.8260869565217391, 14);
    expect(metrics['ic_sharpe']).toBeCloseTo(71.41778489984122, 11);
    expect(metrics['hit_rate']).toBeCloseTo(0.9166666666666666, 15);
    expect(metrics['mean_return']).toBeCloseTo(0.006091346949778379, 15);
    expect(metrics['max_drawdown']).toBe(-1);
    expect(metrics['sortino_ratio']).toBeCloseTo(2.895131935082245, 13);
    expect(metrics['turnover']).toBeCloseTo(2.0902318356398344, 14);
  });

  it('ties: ordinal ranks in compatible mode, shared ranks in strict mode', () => {
    const rows = { signal: [1, 1, 2, 2, 3], actualReturn: [0.3, 0.1, 0.2, 0.2, 0.4] };
    expect(metricsOf(rows, compatible)).toMatchObject({ sortino_ratio: 10 });
    expect(metricsOf(rows, compatible)['ic']).toBeCloseTo(0.4, 15);
    // Shared ranks are 1.5 1.5 3.5 3.5 5 and 4 1 2.5 2.5 5, so 5 / sqrt(9 · 9.5).
    expect(metricsOf(rows)['ic']).toBeCloseTo(5 / Math.sqrt(9 * 9.5), 14);
    expect(metricsOf(rows)['sortino_ratio']).toBeNull();
  });

  it('replay: 300 candles, window 20, interval 180, horizon 300', () => {
    const close = range(300).map((i) => 100 + 10 * Math.sin(i / 7) + 0.01 * i);
    const at = (index: number): number => close[index] ?? Number.NaN;
    const rows: Required<Pick<Rows, 'signal' | 'actualReturn' | 'score' | 'ts'>> = {
      signal: [],
      actualReturn: [],
      score: [],
      ts: [],
    };
    for (let i = 20; i < 300 - 5; i += 3) {
      const signal = (0.6 * (at(i) - at(i - 7))) / at(i - 7);
      const actual = (at(i + 5) - at(i)) / at(i);
      rows.signal.push(signal);
      rows.actualReturn.push(actual);
      rows.score.push(signal >= 0 === actual >= 0 ? 1 : -1);
      rows.ts.push(1_768_435_200 + i * 60);
    }
    expect(rows.signal[0]).toBeCloseTo(-0.036728154684680096, 15);
    expect(rows.actualReturn[0]).toBeCloseTo(-0.06721444141078392, 15);
    expect(rows.signal.length).toBe(92);
    const metrics = metricsOf(rows, compatible);
    for (const [name, expected] of Object.entries({
      score_recent: 0.4782608695652174,
      score_steady: 0.4782608695652174,
      score_anchor: 0.4782608695652174,
      ic: 0.63845691475425,
      ic_sharpe: 3.4269042393852733,
      hit_rate: 0.7391304347826086,
      mean_return: 0.029196947958955614,
      max_drawdown: -2,
      sortino_ratio: 0.8974572276216871,
      turnover: 0.015191048295879833,
    })) {
      expect(Math.abs((metrics[name] ?? Number.NaN) - expected)).toBeLessThan(1e-9 * Math.abs(expected));
    }
  });
});

/** The formulas of contract section 2.7 again, by hand and without a shortcut: the public harness's way. */
function naive(rows: Rows): Record<string, number> {
  const { signal: p, actualReturn: r } = rows;
  const n = p.length;
  const s = rows.score ?? [];
  const sum = (list: number[]): number => list.reduce((total, value) => total + value, 0);
  const average = (list: number[]): number => (list.length === 0 ? 0 : sum(list) / list.length);
  const ordinal = (list: number[]): number[] =>
    list.map((value, i) => list.filter((other, j) => other < value || (other === value && j < i)).length);
  const spearman = (left: number[], right: number[]): number => {
    if (left.length < 2) return 0;
    const [x, y] = [ordinal(left), ordinal(right)];
    const [mx, my] = [average(x), average(y)];
    const sx = Math.sqrt(sum(x.map((v) => (v - mx) ** 2)));
    const sy = Math.sqrt(sum(y.map((v) => (v - my) ** 2)));
    return sx < 1e-12 || sy < 1e-12 ? 0 : sum(x.map((v, i) => (v - mx) * ((y[i] ?? 0) - my))) / (sx * sy);
  };
  const x = p.map((value, i) => (value >= 0 ? 1 : -1) * (r[i] ?? 0));
  const losses = x.filter((value) => value < 0);
  const downside = Math.sqrt(average(losses.map((value) => value ** 2)));
  const chunk = Math.max(2, Math.floor(n / Math.max(3, Math.floor(n / 10))));
  const coefficients: number[] = [];
  for (let start = 0; start <= n - chunk; start += chunk) {
    coefficients.push(spearman(p.slice(start, start + chunk), r.slice(start, start + chunk)));
  }
  const centre = average(coefficients);
  const spread = Math.sqrt(average(coefficients.map((value) => (value - centre) ** 2)));
  const cumulative = s.map((_, i) => sum(s.slice(0, i + 1)));
  const last = rows.ts?.at(-1) ?? 0;
  const since = (hours: number): number =>
    average(s.filter((_, i) => (rows.ts?.[i] ?? 0) >= last - hours * 3600));
  return {
    score_recent: since(24),
    score_steady: since(72),
    score_anchor: since(168),
    score_mean: average(s),
    ic: spearman(p, r),
    ic_sharpe:
      n < 4 || coefficients.length < 2
        ? 0
        : spread < 1e-12
          ? Math.abs(centre) > 1e-12
            ? 10
            : 0
          : centre / spread,
    hit_rate: average(p.map((value, i) => (value >= 0 === (r[i] ?? 0) >= 0 ? 1 : 0))),
    mean_return: average(x),
    max_drawdown:
      n < 2 ? 0 : Math.min(...cumulative.map((c, i) => c - Math.max(0, ...cumulative.slice(0, i + 1)))),
    sortino_ratio:
      n < 2
        ? 0
        : losses.length === 0
          ? Math.max(-10, Math.min(10, average(x) * 1e6))
          : downside < 1e-12
            ? 0
            : average(x) / downside,
    turnover: average(p.slice(1).map((value, i) => Math.abs(value - (p[i] ?? 0)))),
  };
}

describe('compatible mode', () => {
  it('is what the formulas give, worked out naively, for any sample', () => {
    const row = fc.record({
      signal: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1, max: 1, noNaN: true })),
      actualReturn: fc.oneof(fc.constant(0), fc.double({ min: -0.1, max: 0.1, noNaN: true })),
      score: fc.oneof(fc.constantFrom(-1, 1), fc.double({ min: -5, max: 5, noNaN: true })),
      step: fc.integer({ min: 0, max: 40_000 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 70 }), (list) => {
        let ts = 0;
        const rows: Rows = {
          signal: list.map((entry) => entry.signal),
          actualReturn: list.map((entry) => entry.actualReturn),
          score: list.map((entry) => entry.score),
          ts: list.map((entry) => (ts += entry.step)),
        };
        const metrics = metricsOf(rows, compatible);
        for (const [name, expected] of Object.entries(naive(rows))) {
          const difference = Math.abs((metrics[name] ?? Number.NaN) - expected);
          if (!(difference <= 1e-9 * Math.abs(expected) + 1e-12)) {
            expect.fail(`${name} is ${metrics[name]}, by hand ${expected}`);
          }
        }
      }),
      { seed: 10, numRuns: 300 },
    );
  });

  it('gives the score windows as 0 and nothing else without a scored prediction', () => {
    const metrics = metricsOf({ signal: [], actualReturn: [] }, compatible);
    const { score_recent, score_steady, score_anchor, ...rest } = metrics;
    expect([score_recent, score_steady, score_anchor]).toEqual([0, 0, 0]);
    expect(Object.values(rest).every((value) => value === null)).toBe(true);
  });

  it('has the edges of the public harness', () => {
    const one = metricsOf({ signal: [1], actualReturn: [0.1], score: [-1] }, compatible);
    expect(one).toMatchObject({
      ic: 0,
      ic_sharpe: 0,
      max_drawdown: 0,
      sortino_ratio: 0,
      turnover: 0,
      hit_rate: 1,
    });
    const agreeing = metricsOf(
      { signal: range(40), actualReturn: range(40).map((i) => i / 1000) },
      compatible,
    );
    expect(agreeing).toMatchObject({ ic_sharpe: 10, sortino_ratio: 10 });
    expect(metricsOf({ signal: [1, 1], actualReturn: [0, 0] }, compatible)).toMatchObject({
      sortino_ratio: 0,
    });
    const silent = metricsOf({ signal: [Number.NaN], actualReturn: [0.1], score: [1] }, compatible);
    expect(silent).toMatchObject({ ic: 0, hit_rate: 0, mean_return: 0, turnover: 0, score_mean: 1 });
  });
});

describe('strict mode', () => {
  it('has no value where a metric is not defined', () => {
    expect(Object.values(metricsOf({ signal: [], actualReturn: [] })).every((value) => value === null)).toBe(
      true,
    );
    const one = metricsOf({ signal: [1], actualReturn: [0.1], score: [-1] });
    expect(one).toMatchObject({
      score_recent: -1,
      score_mean: -1,
      score_mean_standard_error: null,
      ic: null,
      ic_sharpe: null,
      hit_rate: 1,
      mean_return: 0.1,
      max_drawdown: -1,
      sortino_ratio: null,
      turnover: null,
    });
    const constant = metricsOf({
      signal: range(40).map(() => 1),
      actualReturn: range(40).map((i) => i / 1000),
    });
    expect(constant).toMatchObject({ ic: null, ic_sharpe: null, sortino_ratio: null, turnover: 0 });
  });

  it('ranks ties by their mean, so that a signal of two values is not given an order by position', () => {
    const rows = {
      signal: range(500).map((i) => (i % 2 === 0 ? 1 : -1)),
      actualReturn: range(500).map((i) => i / 1000),
    };
    expect(Math.abs(metricsOf(rows)['ic'] ?? 1)).toBeLessThan(0.01);
    expect(metricsOf(rows, compatible)['ic']).toBeGreaterThan(0.4);
  });

  it('leaves out the chunks of ic_sharpe in which a model stood still', () => {
    const moving = range(30).map((i) => Math.sin(i * 7));
    const actualReturn = range(40).map((i) => Math.cos(i * 3));
    const still = metricsOf({ signal: [...moving, ...range(10).map(() => 0)], actualReturn });
    const without = metricsOf({ signal: moving, actualReturn: actualReturn.slice(0, 30) });
    expect(still['ic_sharpe']).toBeCloseTo(without['ic_sharpe'] ?? Number.NaN, 12);
  });
});

describe('in both modes', () => {
  it('a signal that is missing is dropped with its own return (REF-BUG 19)', () => {
    const rows = { signal: [3, Number.NaN, 1, 2], actualReturn: [0.3, -9, 0.1, 0.2], score: [1, 1, 1, 1] };
    for (const options of [compatible, strict]) {
      const metrics = metricsOf(rows, options);
      expect(metrics['ic']).toBeCloseTo(1, 15);
      expect(metrics['hit_rate']).toBe(1);
      expect(metrics['mean_return']).toBeCloseTo(0.2, 15);
      expect(metrics['turnover']).toBe(1.5);
      expect(metrics['score_mean']).toBe(1);
    }
  });

  it('a score window takes in its first second and starts from the last scored prediction', () => {
    const day = 86_400;
    const metrics = metricsOf({
      signal: [1, 1, 1, 1],
      actualReturn: [1, 1, 1, 1],
      score: [100, 10, 4, 2],
      ts: [0, day - 1, day, 2 * day],
    });
    expect(metrics['score_recent']).toBe(3);
    expect(metrics['score_steady']).toBe(29);
  });

  it('turnover never compares two scopes', () => {
    const signal = [0, 100, 1, 101, 3, 104];
    const scope = [0, 1, 0, 1, 0, 1];
    expect(metricsOf({ signal, scope, actualReturn: signal })['turnover']).toBe((1 + 1 + 2 + 3) / 4);
  });

  it('standard errors are plain without overlap and allow for it with', () => {
    const score = range(200).map((i) => Math.sin(i / 5));
    const rows = { signal: score, actualReturn: score, score };
    const average = score.reduce((sum, value) => sum + value, 0) / 200;
    const plain = Math.sqrt(score.reduce((sum, value) => sum + (value - average) ** 2, 0) / 199 / 200);
    expect(metricsOf(rows)['score_mean_standard_error']).toBeCloseTo(plain, 14);
    expect(metricsOf(rows, { ...strict, overlap: 10 })['score_mean_standard_error']).toBeGreaterThan(
      2 * plain,
    );
    const hitRate = metricsOf(rows)['hit_rate'] ?? Number.NaN;
    expect(metricsOf(rows)['hit_rate_standard_error']).toBeCloseTo(
      Math.sqrt((hitRate * (1 - hitRate)) / 199),
      14,
    );
    expect(metricsOf(rows)['mean_return_standard_error']).toBeGreaterThan(0);
  });

  it('Brier score and accuracy count stated probabilities alone, and refuse what is none', () => {
    const rows = {
      signal: [1, 1, 1, 1, 1],
      actualReturn: [0.1, -0.1, 0, 0.2, 0.1],
      probability: [0.9, 0.2, 0.5, 0.4, Number.NaN],
    };
    const metrics = metricsOf(rows);
    expect(metrics['brier_score']).toBeCloseTo((0.01 + 0.04 + 0.25 + 0.36) / 4, 15);
    expect(metrics['accuracy']).toBe(0.5);
    expect(metricsOf({ ...rows, probability: [0.9, 0.2, 1.5, 0.4, 0.1] })).toMatchObject({
      brier_score: null,
      accuracy: null,
    });
    expect(metricsOf({ signal: [1], actualReturn: [1] })).toMatchObject({
      brier_score: null,
      accuracy: null,
    });
  });

  it('a sample of signals without a gap is used as it is, not copied', () => {
    const sample = sampleOf({ signal: [1, 2], actualReturn: [1, 2] });
    expect(sample.pairs.signal).toBe(sample.signal);
    expect(sample.ranks('average')).toBe(sample.ranks('average'));
  });
});
