import { describe, expect, it } from 'vitest';
import { headlineSchema } from '../../result/summary-base.ts';
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

describe('estimateMetric', () => {
  it.each(['score_recent', 'score_mean', 'ic', 'hit_rate', 'mean_return'])(
    'gives %s with its uncertainty',
    (name) => {
      const sample = waves(500);
      const estimate = estimateMetric(findForecastMetric(name, definitions), sample, options);
      expect(headlineSchema.parse(estimate)).toEqual(estimate);
      expect(estimate.interval_low).toBeLessThanOrEqual(estimate.value ?? Number.NaN);
      expect(estimate.interval_high).toBeGreaterThanOrEqual(estimate.value ?? Number.NaN);
      expect(estimate.standard_error).toBeGreaterThan(0);
      expect(estimate).toMatchObject({ metric: name, confidence: 0.95 });
      expect(estimate.method).toMatch(/moving-block bootstrap, 1000 resamples, blocks of \d+, seed 1/);
      expect(estimateMetric(findForecastMetric(name, definitions), waves(500), options)).toEqual(estimate);
    },
  );

  it('takes the rows of a score window alone into its error', () => {
    const metric = findForecastMetric('score_recent', definitions);
    const estimate = estimateMetric(metric, waves(500), options);
    expect(estimate.standard_error).toBeCloseTo(
      metric.standardError?.(waves(500), options) ?? Number.NaN,
      15,
    );
    expect(estimate.method).toContain('blocks of 4,');
  });

  it('is null where nothing is defined, and says so where no interval is computed', () => {
    expect(estimateMetric(findForecastMetric('ic', definitions), waves(0), options)).toMatchObject({
      value: null,
      standard_error: null,
      interval_low: null,
      interval_high: null,
    });
    expect(estimateMetric(findForecastMetric('turnover', definitions), waves(50), options)).toMatchObject({
      standard_error: null,
      confidence: 0,
      method: 'no interval is computed for this metric',
    });
  });
});
