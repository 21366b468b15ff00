import { describe, expect, it } from 'vitest';
import { headlineSchema, type Headline } from '../../result/summary-base.ts';
import { computeMetrics } from '../compute-metrics.ts';
import type { ForecastMetricOptions } from './forecast-metric.ts';
import { estimateMetric } from './headline.ts';
import { PredictionSample } from './prediction-sample.ts';
import { findForecastMetric, forecastMetrics } from './registry.ts';

const definitions = forecastMetrics([{ name: 'score_recent', hours: 1, value_field: 'value' }]);
const options: ForecastMetricOptions = { mode: 'strict', overlap: 1, seed: 1 };

function waves(length: number): PredictionSample {
  const column = (step: number): Float64Array =>
    Float64Array.from({ length }, (_, row) => Math.sin(row * step));
  return new PredictionSample({
    length,
    ts: Float64Array.from({ length }, (_, row) => row * 60),
    scope: new Uint16Array(length),
    signal: column(1.1),
    actualReturn: column(1.3),
    score: column(0.7),
    scoreFields: new Map(),
    probability: new Float64Array(length).fill(Number.NaN),
  });
}

function estimate(name: string, sample: PredictionSample): Headline {
  const { metrics } = computeMetrics(definitions, sample, options);
  return estimateMetric(findForecastMetric(name, definitions), metrics, sample, options);
}

describe('estimateMetric', () => {
  it.each(['score_recent', 'score_mean', 'ic', 'hit_rate', 'mean_return'])(
    'gives %s with its uncertainty',
    (name) => {
      const estimated = estimate(name, waves(500));
      expect(headlineSchema.parse(estimated)).toEqual(estimated);
      expect(estimated.interval_low).toBeLessThanOrEqual(estimated.value ?? Number.NaN);
      expect(estimated.interval_high).toBeGreaterThanOrEqual(estimated.value ?? Number.NaN);
      expect(estimated.standard_error).toBeGreaterThan(0);
      expect(estimated).toMatchObject({ metric: name, confidence: 0.95 });
      expect(estimated.method).toMatch(/moving-block bootstrap, 1000 resamples, blocks of \d+, seed 1/);
      expect(estimate(name, waves(500))).toEqual(estimated);
    },
  );

  it('takes the rows of a score window alone into its error', () => {
    const metric = findForecastMetric('score_recent', definitions);
    const estimated = estimate('score_recent', waves(500));
    expect(estimated.standard_error).toBeCloseTo(
      metric.standardError?.(waves(500), options) ?? Number.NaN,
      15,
    );
    expect(estimated.method).toContain('blocks of 4,');
  });

  it('is null where nothing is defined, and says so where no interval is computed', () => {
    expect(estimate('ic', waves(0))).toMatchObject({
      value: null,
      standard_error: null,
      interval_low: null,
      interval_high: null,
    });
    expect(estimate('turnover', waves(50))).toMatchObject({
      standard_error: null,
      confidence: 0,
      method: 'no interval is computed for this metric',
    });
  });
});
