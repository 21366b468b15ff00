import { bootstrapBlockLength, bootstrapCorrelation } from '../../statistics/block-bootstrap.ts';
import { pearson } from '../../statistics/correlation.ts';
import { rankMethodOf, valueAtEdge, type ForecastMetric } from './forecast-metric.ts';

/**
 * Spearman's rank correlation of signal and return: Pearson's of their ranks (contract section 2.7). Fewer than two
 * pairs, or ranks that do not vary: 0 in compatible mode, no value in strict mode.
 */
export const informationCoefficient: ForecastMetric = {
  name: 'ic',
  label: 'IC',
  unit: 'correlation',
  digits: 4,
  better: 'higher',
  description:
    'Rank correlation of signal and return: 1 orders the outcomes perfectly, 0 says nothing about them.',
  compute(sample, options) {
    const ranks = sample.ranks(rankMethodOf(options));
    const value = pearson(ranks.signal, ranks.actualReturn);
    return Number.isNaN(value) ? valueAtEdge(sample, options) : value;
  },
  interval(sample, options) {
    const ranks = sample.ranks(rankMethodOf(options));
    const blockLength = bootstrapBlockLength(sample.pairs.length, options.overlap);
    return bootstrapCorrelation(ranks.signal, ranks.actualReturn, { seed: options.seed, blockLength });
  },
};
