import { valueAtEdge, type ForecastMetric } from './forecast-metric.ts';

/**
 * Deepest fall of the running sum of scores below its highest point so far, which starts at 0; zero or negative
 * (contract section 2.7). Compatible mode: 0 for a single prediction.
 */
export const maxDrawdown: ForecastMetric = {
  name: 'max_drawdown',
  label: 'Max drawdown',
  unit: 'score',
  digits: 4,
  better: 'higher',
  description: 'Deepest fall of the cumulative score below its peak; 0 is best.',
  compute(sample, options) {
    const fewest = options.mode === 'compatible' ? 2 : 1;
    if (sample.length < fewest) return valueAtEdge(sample, options);
    let cumulative = 0;
    let peak = 0;
    let deepest = 0;
    for (let row = 0; row < sample.length; row++) {
      cumulative += sample.score[row] as number;
      if (cumulative > peak) peak = cumulative;
      else if (cumulative - peak < deepest) deepest = cumulative - peak;
    }
    return deepest;
  },
};
