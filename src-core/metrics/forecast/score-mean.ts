import { meanMetric } from './mean-metric.ts';

/** Mean score of all scored predictions. */
export const scoreMean = meanMetric({
  name: 'score_mean',
  label: 'Mean score',
  unit: 'score',
  digits: 4,
  better: 'higher',
  description: 'Mean score of all scored predictions.',
  column: (sample) => sample.score.subarray(0, sample.length),
});
