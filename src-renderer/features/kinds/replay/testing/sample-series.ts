import type { ChartSeries } from '../../../../../src-core/kinds/replay/report/charts/chart-series.ts';
import { PredictionSample } from '../../../../../src-core/metrics/forecast/prediction-sample.ts';

/** Predictions with these scores, a day apart, as the charts and tables of core are made from. */
export function sampleSeries(name: string, scores: readonly number[]): ChartSeries {
  const { length } = scores;
  const day = 86_400;
  const signal = Float64Array.from(scores, (_, index) => index % 7);
  return {
    name,
    sample: new PredictionSample({
      length,
      ts: Float64Array.from(scores, (_, index) => 1_640_995_200 + index * day),
      scope: new Uint16Array(length),
      signal,
      actualReturn: Float64Array.from(scores, (_, index) => (index % 5) - 2),
      score: Float64Array.from(scores),
      scoreFields: new Map(),
      probability: new Float64Array(length).fill(Number.NaN),
    }),
  };
}
