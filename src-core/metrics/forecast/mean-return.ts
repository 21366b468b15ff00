import { meanMetric } from './mean-metric.ts';

/** Mean return of following the sign of each signal over its horizon, without costs (contract section 2.7). */
export const meanReturn = meanMetric({
  name: 'mean_return',
  label: 'Mean return',
  unit: 'return',
  digits: 6,
  better: 'higher',
  description:
    'Mean return of holding the signalled side over each horizon, before costs; 0.0001 is one basis point.',
  column: (sample) => sample.signedReturns,
});
