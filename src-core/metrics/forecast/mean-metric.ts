import { bootstrapBlockLength, bootstrapMean } from '../../statistics/block-bootstrap.ts';
import { mean, neweyWestStandardError } from '../../statistics/mean-and-error.ts';
import { valueAtEdge, type ForecastMetric, type ForecastMetricOptions } from './forecast-metric.ts';
import type { PredictionSample } from './prediction-sample.ts';

/** A metric that is the mean of one number per prediction. */
export interface MeanMetric extends ForecastMetric {
  standardError(sample: PredictionSample, options: ForecastMetricOptions): number;
}

/** What there is to say about a {@link MeanMetric} besides that it is a mean. */
type MeanDescription = Pick<
  ForecastMetric,
  'name' | 'label' | 'unit' | 'digits' | 'better' | 'description'
> & {
  /** The numbers whose mean it is, in time order. */
  readonly column: (sample: PredictionSample) => Float64Array;
};

/**
 * A metric that is a mean, with the standard error of a mean of correlated values (Newey-West, lag = overlap - 1, which
 * is the plain one where nothing overlaps) and a block-bootstrap interval. No number: 0 in compatible mode.
 */
export function meanMetric({ column, ...description }: MeanDescription): MeanMetric {
  return {
    ...description,
    compute(sample, options) {
      const values = column(sample);
      return values.length === 0 ? valueAtEdge(sample, options) : mean(values);
    },
    standardError: (sample, options) => neweyWestStandardError(column(sample), options.overlap - 1),
    interval(sample, options) {
      const values = column(sample);
      const blockLength = bootstrapBlockLength(values.length, options.overlap);
      return bootstrapMean(values, { seed: options.seed, blockLength });
    },
  };
}

/** The name of the metric that is the standard error of another one. */
export function standardErrorName(of: Pick<ForecastMetric, 'name'>): string {
  return `${of.name}_standard_error`;
}

/** The standard error of a mean as a metric of its own, named after it. */
export function standardErrorMetric(of: MeanMetric): ForecastMetric {
  return {
    name: standardErrorName(of),
    label: `${of.label} SE`,
    unit: of.unit,
    digits: of.digits,
    better: 'none',
    description: `Standard error of ${of.name}; allows for outcomes that overlap in time (Newey-West).`,
    compute: (sample, options) => of.standardError(sample, options),
  };
}
