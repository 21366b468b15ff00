import { mean } from '../../statistics/mean-and-error.ts';
import { valueAtEdge, type ForecastMetric } from './forecast-metric.ts';

const negligible = 1e-12;
const cap = 10;

/**
 * Mean return of following the signal's sign over its downside deviation, the root mean square of the losing returns
 * alone (contract section 2.7: not of all returns, as Sortino has it). Fewer than two pairs, or a deviation below
 * 1e-12: 0 in compatible mode, no value in strict mode. No loss at all: mean times a million, held within 10, in
 * compatible mode; no value in strict mode.
 */
export const sortinoRatio: ForecastMetric = {
  name: 'sortino_ratio',
  label: 'Sortino',
  unit: 'ratio',
  digits: 4,
  better: 'higher',
  description: 'Mean return over the typical size of a loss, per prediction, not annualised.',
  compute(sample, options) {
    const returns = sample.signedReturns;
    if (returns.length < 2) return valueAtEdge(sample, options);
    const average = mean(returns);
    let losses = 0;
    let squares = 0;
    for (let row = 0; row < returns.length; row++) {
      const value = returns[row] as number;
      if (value >= 0) continue;
      losses++;
      squares += value * value;
    }
    if (losses === 0) return valueAtEdge(sample, options, Math.max(-cap, Math.min(cap, average * 1e6)));
    const deviation = Math.sqrt(squares / losses);
    return deviation < negligible ? valueAtEdge(sample, options) : average / deviation;
  },
};
