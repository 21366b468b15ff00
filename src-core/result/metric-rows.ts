import { z } from 'zod';
import { forecastMetrics } from '../metrics/forecast/registry.ts';
import { formatFigure } from './format-figure.ts';
import type { SummaryBase } from './summary-base.ts';

/** A metric as it is shown: its texts, and how its values are written. */
export interface MetricText {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  readonly better: 'higher' | 'lower' | 'none';
  readonly description: string;
}

/** A metric of one run; the standard error and the interval are those that the summary has for it. */
export interface MetricRow {
  readonly metric: MetricText;
  readonly value: number | null;
  readonly standardError: number | null | undefined;
  readonly interval: { readonly low: number | null; readonly high: number | null } | undefined;
}

/** Units whose values are never negative: a sign would only be noise. */
const unsignedUnits = new Set(['share', 'squared probability', 'signal']);

const errorSuffix = '_standard_error';

const intervalsSchema = z.object({
  intervals: z.record(z.string(), z.object({ low: z.number().nullable(), high: z.number().nullable() })),
});
const windowsSchema = z.object({
  aggregation: z.array(
    z.object({ name: z.string(), hours: z.number(), value_field: z.string().default('value') }),
  ),
});
/** Names of the usual windows, for runs whose spec leaves them to the challenge. */
const scoreWindowPattern = /^score_(recent|steady|anchor)$/;

/** The metrics of a summary, in its order, each with its error and interval beside it. */
export function metricRows(
  measured: Pick<SummaryBase, 'metrics'> & Record<string, unknown>,
  config: unknown,
): MetricRow[] {
  const texts = metricTexts(config);
  const intervals = intervalsSchema.safeParse(measured).data?.intervals ?? {};
  const { metrics } = measured;
  return Object.entries(metrics)
    .filter(([name]) => !(name.endsWith(errorSuffix) && name.slice(0, -errorSuffix.length) in metrics))
    .map(([name, value]) => ({
      metric: texts(name),
      value,
      standardError: metrics[`${name}${errorSuffix}`],
      interval: Object.hasOwn(intervals, name) ? intervals[name] : undefined,
    }));
}

/** How to find the texts of a metric of a run with that config; one that is not known is shown by its name. */
function metricTexts(config: unknown): (name: string) => MetricText {
  const windows = windowsSchema.safeParse(config).data?.aggregation ?? [];
  const known = forecastMetrics(windows);
  return (name) => known.find((metric) => metric.name === name) ?? windowText(name) ?? unknownText(name);
}

function windowText(name: string): MetricText | undefined {
  const window = scoreWindowPattern.exec(name)?.[1];
  if (window === undefined) return undefined;
  const description = 'Mean score over the latest scored predictions; the challenge sets how far back.';
  const label = `Score (${window})`;
  return { name, label, unit: 'score', digits: 4, better: 'higher', description };
}

function unknownText(name: string): MetricText {
  const label = name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
  return { name, label, unit: '', digits: 6, better: 'none', description: '' };
}

/** A value as its metric writes it. */
export function formatMetric(metric: Pick<MetricText, 'unit' | 'digits'>, value: number | null): string {
  return formatFigure(value, metric.digits, unsignedUnits.has(metric.unit) ? 'negative' : 'always');
}

/** A standard error: never negative, so without a sign; with a digit more than the value, as it is the smaller one. */
export function formatError(metric: Pick<MetricText, 'digits'>, value: number | null): string {
  return formatFigure(value, metric.digits + 1, 'negative');
}
