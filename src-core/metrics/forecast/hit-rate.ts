import { meanMetric } from './mean-metric.ts';

/** Share of predictions whose sign is that of the return, sign(0) = +1 for both (contract section 2.7). */
export const hitRate = meanMetric({
  name: 'hit_rate',
  label: 'Hit rate',
  unit: 'share',
  digits: 4,
  better: 'higher',
  description: 'Share of predictions on the right side of zero: 0.5 is what a coin gives.',
  column: (sample) => sample.hits,
});
