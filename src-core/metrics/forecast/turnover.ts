import { CompensatedSum } from '../../numeric/compensated-sum.ts';
import { valueAtEdge, type ForecastMetric } from './forecast-metric.ts';

/**
 * Mean absolute change of the signal from one prediction to the next of the same scope (contract section 2.7). No two
 * predictions in a row: 0 in compatible mode, no value in strict mode.
 */
export const turnover: ForecastMetric = {
  name: 'turnover',
  label: 'Turnover',
  unit: 'signal',
  digits: 6,
  better: 'lower',
  description: 'Mean absolute change of the signal between predictions, in the unit of the signal.',
  compute(sample, options) {
    const { signal, scope, length } = sample.pairs;
    const lastOfScope: (number | undefined)[] = [];
    const sum = new CompensatedSum();
    let changes = 0;
    for (let row = 0; row < length; row++) {
      const series = scope[row] as number;
      const current = signal[row] as number;
      const previous = lastOfScope[series];
      if (previous !== undefined) {
        sum.add(Math.abs(current - previous));
        changes++;
      }
      lastOfScope[series] = current;
    }
    return changes === 0 ? valueAtEdge(sample, options) : sum.value / changes;
  },
};
