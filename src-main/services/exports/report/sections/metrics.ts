import { formatPercent } from '../../../../../src-core/result/format-figure.ts';
import { markup, type Html } from '../html.ts';
import {
  formatError,
  formatMetric,
  metricRows,
  type MetricRow,
  type MetricText,
} from '../../../../../src-core/result/metric-rows.ts';
import { figure, section, table, type RunSection } from './section.ts';

/** Every metric of the run, with what it is measured in and which way is better. */
export const metricsSection: RunSection = (summary) => {
  const head = markup`<tr>
    <th scope="col">Metric</th>
    <th scope="col" class="number">Value</th>
    <th scope="col" class="number">Standard error</th>
    <th scope="col" class="number">${intervalHeading(summary.headline.confidence)}</th>
    <th scope="col">Unit</th>
    <th scope="col">Better</th>
    <th scope="col">What it says</th>
  </tr>`;
  return section('Metrics', table('Metrics of the run', head, metricRows(summary, summary.config).map(row)));
};

function intervalHeading(confidence: number): string {
  return confidence > 0 ? `${formatPercent(confidence)} interval` : 'Interval';
}

function row({ metric, value, standardError, interval }: MetricRow): Html {
  return markup`<tr>
    <th scope="row">${metric.label}<span class="key">${metric.name}</span></th>
    <td class="number">${figure(value, formatMetric(metric, value))}</td>
    <td class="number">
      ${standardError === undefined ? '' : figure(standardError, formatError(metric, standardError))}
    </td>
    <td class="number">${intervalCell(metric, interval)}</td>
    <td>${metric.unit}</td>
    <td>${betterInWords(metric)}</td>
    <td class="prose">${metric.description}</td>
  </tr>`;
}

function intervalCell(metric: MetricText, interval: MetricRow['interval']): Html | undefined {
  if (interval === undefined || interval.low === null || interval.high === null) return undefined;
  return markup`${figure(interval.low, formatMetric(metric, interval.low))} to
  ${figure(interval.high, formatMetric(metric, interval.high))}`;
}

/** Which way is better, in words. */
export function betterInWords({ better }: Pick<MetricText, 'better'>): string {
  return better === 'none' ? '' : better;
}
