import type { ForecastMetric } from './forecast-metric.ts';
import { meanOverProbabilities } from './stated-probabilities.ts';

/** Mean squared distance of the stated probability of a rise from what happened (Brier, 1950; two classes as one). */
export const brierScore: ForecastMetric = {
  name: 'brier_score',
  label: 'Brier score',
  unit: 'squared probability',
  digits: 4,
  better: 'lower',
  description:
    'Mean squared error of the stated probability of a rise: 0 is perfect, 0.25 is always saying one half.',
  compute: (sample) => meanOverProbabilities(sample, (probability, outcome) => (probability - outcome) ** 2),
};
