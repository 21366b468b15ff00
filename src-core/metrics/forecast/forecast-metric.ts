import type { BootstrapInterval } from '../../statistics/block-bootstrap.ts';
import type { RankMethod } from '../../statistics/ranking.ts';
import type { MetricDefinition } from '../metric-definition.ts';
import type { PredictionSample } from './prediction-sample.ts';

export interface ForecastMetricOptions {
  /**
   * `compatible` gives the public harness's values at the edges (mostly 0) and ranks ties by position; `strict` gives
   * no value where there is none, and ties share a rank.
   */
  readonly mode: 'compatible' | 'strict';
  /** Over how many predictions in a row an outcome is shared; see {@link overlapOf}. 1 when none is. */
  readonly overlap: number;
  /** Seed of the bootstrap. */
  readonly seed: number;
}

/** A statistic of scored predictions, with its uncertainty where that is known how to compute. */
export interface ForecastMetric extends MetricDefinition<PredictionSample, ForecastMetricOptions> {
  /** In the metric's unit; NaN where not defined. */
  standardError?(sample: PredictionSample, options: ForecastMetricOptions): number;
  /** Moving-block bootstrap, 1,000 resamples, 95 %. */
  interval?(sample: PredictionSample, options: ForecastMetricOptions): BootstrapInterval;
}

export function rankMethodOf(options: Pick<ForecastMetricOptions, 'mode'>): RankMethod {
  return options.mode === 'compatible' ? 'ordinal' : 'average';
}

/**
 * The value of a metric where its formula gives none: 0 as in the public harness, or nothing. A sample without any
 * scored prediction has no value in either mode.
 */
export function valueAtEdge(
  sample: PredictionSample,
  options: ForecastMetricOptions,
  compatibleValue = 0,
): number {
  return options.mode === 'compatible' && sample.length > 0 ? compatibleValue : Number.NaN;
}
