import type { ForecastMetric } from './forecast-metric.ts';
import { meanOverProbabilities } from './stated-probabilities.ts';

/** Share of stated probabilities on the right side of one half; exactly one half calls a rise. */
export const accuracy: ForecastMetric = {
  name: 'accuracy',
  label: 'Accuracy',
  unit: 'share',
  digits: 4,
  better: 'higher',
  description: 'Share of predictions whose stated probability of a rise is on the right side of one half.',
  compute: (sample) =>
    meanOverProbabilities(sample, (probability, outcome) => (probability >= 0.5 === (outcome === 1) ? 1 : 0)),
};
