import { allSettings, type ComparedSetting } from '../../../src-core/result/differing-settings.ts';
import { formatMetric, metricRows, type MetricText } from '../../../src-core/result/metric-rows.ts';
import type { OutputOf } from '../../../src-core/api/contract.ts';

export type ComparedRun = OutputOf<'results.compare'>['runs'][number];
export type PairedDifference = OutputOf<'results.compare'>['differences'][number];

/** A metric of one run beside the baseline's. */
export interface ComparedValue {
  /** As the metric is written everywhere. */
  readonly text: string;
  /** Against the baseline, with a sign; undefined for the baseline itself and where either has no value. */
  readonly difference: string | undefined;
  /** Interval of the difference, where it is known. */
  readonly interval: string | undefined;
  /** Whether no other run is better. Never set when all are the same, or better and worse mean nothing. */
  readonly isBest: boolean;
}

export interface ComparedMetric {
  readonly metric: MetricText;
  readonly values: readonly ComparedValue[];
  readonly differs: boolean;
}

/** The metric whose differences the host has paired by time and scope. */
const pairedMetric = 'score_mean';

/** The metrics of all runs, in the order in which they are first met; the first run is the baseline. */
export function comparedMetrics(
  runs: readonly ComparedRun[],
  differences: readonly PairedDifference[],
): ComparedMetric[] {
  const rowsByRun = runs.map(
    ({ summary }) => new Map(metricRows(summary, summary.config).map((row) => [row.metric.name, row])),
  );
  const pairedDifference = (
    metric: string,
    jobId: string | undefined,
  ): Pick<ComparedValue, 'difference' | 'interval'> | undefined => {
    const paired = metric === pairedMetric ? differences.find((of) => of.jobId === jobId) : undefined;
    if (paired === undefined || paired.mean === null) return undefined;
    const { mean, low, high } = paired;
    const text = (value: number): string => formatMetric({ unit: '', digits: 4 }, value);
    return {
      difference: text(mean),
      interval: low === null || high === null ? undefined : `${text(low)} to ${text(high)}`,
    };
  };
  const names = [...new Set(rowsByRun.flatMap((rows) => [...rows.keys()]))];
  return names.map((name) => {
    const rows = rowsByRun.map((ofRun) => ofRun.get(name));
    const metric = rows.find((row) => row !== undefined)?.metric as MetricText;
    const values = rows.map((row) => row?.value ?? null);
    const best = bestOf(values, metric.better);
    const [baseline = null] = values;
    return {
      metric,
      differs: new Set(values).size > 1,
      values: values.map((value, index) => ({
        text: formatMetric(metric, value),
        isBest: best !== undefined && value === best,
        ...(index === 0
          ? { difference: undefined, interval: undefined }
          : (pairedDifference(name, runs[index]?.jobId) ?? {
              difference: differenceTo(baseline, value, metric),
              interval: undefined,
            })),
      })),
    };
  });
}

function differenceTo(
  baseline: number | null,
  value: number | null,
  { digits }: MetricText,
): string | undefined {
  return baseline === null || value === null
    ? undefined
    : formatMetric({ unit: '', digits }, value - baseline);
}

function bestOf(values: readonly (number | null)[], better: MetricText['better']): number | undefined {
  const known = values.filter((value) => value !== null);
  if (better === 'none' || known.length < 2 || new Set(known).size === 1) return undefined;
  return better === 'higher' ? Math.max(...known) : Math.min(...known);
}

export interface ComparedRunSetting extends ComparedSetting {
  readonly differs: boolean;
}

/** What the runs were made from: their settings, then data, code and versions of the receipt. */
export function comparedSettings(runs: readonly ComparedRun[]): ComparedRunSetting[] {
  return allSettings(
    runs.map(({ summary }) => ({
      ...summary.config,
      data: { snapshot: summary.receipt.snapshot_id, quality: summary.data_quality.badge },
      code: summary.receipt.model_hash,
      versions: { engine: summary.receipt.engine_version, metrics: summary.receipt.metrics_version },
    })),
  ).map((setting) => ({ ...setting, differs: new Set(setting.values).size > 1 }));
}

const longestName = 40;

/** Names that tell the runs apart and fit a legend: those that several have get the beginning of the job's id. */
export function runNames(runs: readonly ComparedRun[]): string[] {
  const short = runs.map(({ summary: { name } }) =>
    name.length > longestName ? `${name.slice(0, longestName - 1).trimEnd()}…` : name,
  );
  return short.map((name, index) =>
    short.indexOf(name) === short.lastIndexOf(name) ? name : `${name} [${runs[index]?.jobId.slice(0, 8)}]`,
  );
}
