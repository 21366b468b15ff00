import type { Headline } from '../../result/summary-base.ts';
import type { ForecastMetric, ForecastMetricOptions } from './forecast-metric.ts';
import { standardErrorName } from './mean-metric.ts';
import type { PredictionSample } from './prediction-sample.ts';

/**
 * One metric with its uncertainty, as `summary.json` carries it; what is not defined is null. The standard error is the
 * Newey-West one where the metric is a mean, else the spread of the bootstrap.
 *
 * @param metrics what is computed of the same sample already, and is not computed again
 */
export function estimateMetric(
  metric: ForecastMetric,
  metrics: Readonly<Record<string, number | null>>,
  sample: PredictionSample,
  options: ForecastMetricOptions,
): Headline {
  const interval = metric.interval?.(sample, options);
  const standardError =
    metrics[standardErrorName(metric)] ??
    metric.standardError?.(sample, options) ??
    interval?.standardError ??
    Number.NaN;
  return {
    metric: metric.name,
    label: metric.label,
    value: metrics[metric.name] ?? null,
    standard_error: finiteOrNull(standardError),
    interval_low: finiteOrNull(interval?.low ?? Number.NaN),
    interval_high: finiteOrNull(interval?.high ?? Number.NaN),
    confidence: interval?.confidence ?? 0,
    method:
      interval === undefined
        ? 'no interval is computed for this metric'
        : `moving-block bootstrap, ${interval.resamples} resamples, blocks of ${interval.blockLength}, seed ${options.seed}`,
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
