import { computeMetrics, unknownMetricWarnings } from '../../metrics/compute-metrics.ts';
import type { ForecastMetric, ForecastMetricOptions } from '../../metrics/forecast/forecast-metric.ts';
import { estimateMetric } from '../../metrics/forecast/headline.ts';
import { overlapOf } from '../../metrics/forecast/overlap.ts';
import type { FindOrders, PredictionSample } from '../../metrics/forecast/prediction-sample.ts';
import { findForecastMetric, forecastMetrics } from '../../metrics/forecast/registry.ts';
import type { Headline } from '../../result/summary-base.ts';
import type { DriverCounts } from './engine/model-driver.ts';
import type { ReplayPlan } from './plan.ts';
import { predictionStatuses, type PredictionColumns } from './prediction-columns.ts';
import { scopeSamples, scoredSample } from './report/scored-sample.ts';
import type { Scope } from './scope.ts';
import type { ReplaySummary, ScopeSummary } from './summary.ts';

/** The figure that stands for a run: it has a standard error and an interval, which a rolling window has not. */
const headlineMetric = 'score_mean';
const metricsWithInterval = ['score_mean', 'ic'];

/** The figures of a run, in the form of `summary.json`. */
export interface ReplayMeasurement {
  readonly headline: Headline;
  readonly metrics: Record<string, number | null>;
  readonly intervals: ReplaySummary['intervals'];
  readonly counts: Record<string, number>;
  readonly scopes: ScopeSummary[];
  readonly ranking: ReplaySummary['ranking'];
  readonly warnings: string[];
}

/**
 * Computes metrics, intervals and counts of a run, pooled and by scope.
 *
 * @param findOrders how the sample of a scope, by its index, is sorted
 * @param onShare hears, after each figure, which share of them is computed
 */
export function measureReplay(
  plan: ReplayPlan,
  columns: PredictionColumns,
  driver: DriverCounts,
  findOrders?: (scopeIndex: number) => FindOrders,
  onShare: (share: number) => void = () => undefined,
): ReplayMeasurement {
  const definitions = forecastMetrics(plan.aggregation);
  const firstField = plan.output[0]?.name ?? 'value';
  const samples = scopeSamples(plan, columns, findOrders);
  const pooled = samples.length === 1 ? (samples[0] as PredictionSample) : scoredSample(columns, firstField);
  const optionsFor = (scopes: readonly Scope[]): ForecastMetricOptions => ({
    mode: plan.mode,
    overlap: overlapOf(scopes, plan.granularitySeconds),
    seed: plan.seed,
  });
  const figures =
    (definitions.length + metricsWithInterval.length) * (samples.length === 1 ? 1 : samples.length + 1);
  let computed = 0;
  const onFigure = (): void => onShare(++computed / figures);
  const pooledOptions = optionsFor(plan.scopes);
  const whole = measureSample(definitions, pooled, pooledOptions, onFigure);
  const predictions = predictionsByScope(plan, columns);
  const scopes = plan.scopes.map((scope, index): ScopeSummary => {
    const sample = samples[index] as PredictionSample;
    const measured =
      sample === pooled ? whole : measureSample(definitions, sample, optionsFor([scope]), onFigure);
    return {
      scope_key: scope.key,
      subject: scope.subject,
      prediction_interval_seconds: scope.intervalSeconds,
      resolve_horizon_seconds: scope.horizonSeconds,
      step_seconds: scope.stepSeconds,
      headline: measured.headline,
      metrics: measured.metrics,
      intervals: measured.intervals,
      predictions: predictions[index] ?? 0,
      scored: sample.length,
    };
  });
  return {
    headline: whole.headline,
    metrics: whole.metrics,
    intervals: whole.intervals,
    counts: countStatuses(columns, driver),
    scopes,
    ranking: { ...plan.ranking, value: whole.metrics[plan.ranking.key] ?? null },
    warnings: [
      ...whole.warnings,
      ...unknownMetricWarnings([...plan.featuredMetrics, plan.ranking.key], definitions),
    ],
  };
}

/** Seconds to compute the metrics of so many predictions, on the machine of the bench: 0.4 to 0.6 microseconds each. */
export function expectedMeasuringSeconds(plan: ReplayPlan, predictions: number): number {
  // Where there are several scopes, each prediction is measured with its scope and with all.
  return predictions * 5e-7 * (plan.scopes.length === 1 ? 1 : 2);
}

function measureSample(
  definitions: readonly ForecastMetric[],
  sample: PredictionSample,
  options: ForecastMetricOptions,
  onFigure: () => void,
): Pick<ReplayMeasurement, 'headline' | 'metrics' | 'intervals' | 'warnings'> {
  const { metrics, warnings } = computeMetrics(definitions, sample, options, onFigure);
  const estimates = metricsWithInterval.map((name) => {
    const estimate = estimateMetric(findForecastMetric(name, definitions), metrics, sample, options);
    onFigure();
    return estimate;
  });
  const intervals = Object.fromEntries(
    estimates.map((estimate) => [
      estimate.metric,
      {
        low: estimate.interval_low,
        high: estimate.interval_high,
        confidence: estimate.confidence,
        method: estimate.method,
      },
    ]),
  );
  const headline = estimates.find((estimate) => estimate.metric === headlineMetric) as Headline;
  return { headline, metrics, intervals, warnings: [...warnings] };
}

function countStatuses(columns: PredictionColumns, driver: DriverCounts): Record<string, number> {
  const counts = new Uint32Array(predictionStatuses.length);
  for (let row = 0; row < columns.length; row++) {
    const status = columns.status[row] as number;
    counts[status] = (counts[status] as number) + 1;
  }
  return {
    ticks: driver.ticks,
    tick_errors: driver.tickErrors,
    predictions: columns.length,
    ...Object.fromEntries(predictionStatuses.map((status, index) => [status, counts[index] as number])),
  };
}

function predictionsByScope(plan: ReplayPlan, columns: PredictionColumns): Uint32Array {
  const counts = new Uint32Array(plan.scopes.length);
  for (let row = 0; row < columns.length; row++) {
    const scope = columns.scope[row] as number;
    counts[scope] = (counts[scope] as number) + 1;
  }
  return counts;
}
