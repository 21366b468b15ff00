import { pearson } from '../../statistics/correlation.ts';
import { mean, populationStandardDeviation } from '../../statistics/mean-and-error.ts';
import { rankStretch } from '../../statistics/ranking.ts';
import {
  rankMethodOf,
  valueAtEdge,
  type ForecastMetric,
  type ForecastMetricOptions,
} from './forecast-metric.ts';
import type { SignalPairs } from './prediction-sample.ts';

const negligible = 1e-12;
const cap = 10;

/**
 * Mean over population standard deviation of the IC of consecutive chunks: n pairs give chunks of
 * max(2, floor(n / max(3, floor(n / 10)))) pairs, the remainder is dropped (contract section 2.7). Compatible mode: 0
 * below four pairs; a chunk without variation counts as 0; chunks that all agree give 10, or 0 around an IC of 0.
 * Strict mode: such chunks are left out, and where the ratio is not defined there is no value.
 */
export const informationCoefficientSharpe: ForecastMetric = {
  name: 'ic_sharpe',
  label: 'IC Sharpe',
  unit: 'ratio',
  digits: 4,
  better: 'higher',
  description:
    'Mean IC of chunks of about ten predictions over its standard deviation: how steady the IC is.',
  compute(sample, options) {
    if (sample.pairs.length < 4) return valueAtEdge(sample, options);
    const coefficients = chunkCoefficients(sample.pairs, options);
    if (coefficients.length < 2) return valueAtEdge(sample, options);
    const average = mean(coefficients);
    const deviation = populationStandardDeviation(coefficients);
    if (deviation >= negligible) return average / deviation;
    return valueAtEdge(sample, options, Math.abs(average) > negligible ? cap : 0);
  },
};

function chunkCoefficients(pairs: SignalPairs, options: ForecastMetricOptions): Float64Array {
  const method = rankMethodOf(options);
  const chunk = Math.max(2, Math.floor(pairs.length / Math.max(3, Math.floor(pairs.length / 10))));
  const signalRanks = new Float64Array(chunk);
  const returnRanks = new Float64Array(chunk);
  const coefficients = new Float64Array(Math.floor(pairs.length / chunk));
  let count = 0;
  for (let start = 0; start + chunk <= pairs.length; start += chunk) {
    rankStretch(pairs.signal, start, chunk, method, signalRanks);
    rankStretch(pairs.actualReturn, start, chunk, method, returnRanks);
    const coefficient = pearson(signalRanks, returnRanks);
    if (!Number.isNaN(coefficient)) coefficients[count++] = coefficient;
    else if (options.mode === 'compatible') coefficients[count++] = 0;
  }
  return coefficients.subarray(0, count);
}
