import { formatPercent } from '../../../../../src-core/result/format-figure.ts';
import { describeData } from '../../../../../src-core/result/describe-data.ts';
import type { StoredSummary } from '../../../results/result-files.ts';
import { markup, type Html } from '../html.ts';
import {
  formatError,
  formatMetric,
  metricRows,
  type MetricText,
} from '../../../../../src-core/result/metric-rows.ts';
import { figure } from './section.ts';

/** Name, state in words, the headline figure with its uncertainty, and how good the data was. */
export function runHeader(summary: StoredSummary, name: string): Html {
  const metric = headlineMetric(summary);
  const { headline } = summary;
  return markup`<header class="run-header">
    <div>
      <h2>${name}</h2>
      <p class="state">${describeData(summary.data)}</p>
      <p class="state">${stateInWords(summary)}</p>
    </div>
    <div class="headline">
      <p class="label">${headline.label}</p>
      <p class="hero">${figure(headline.value, formatMetric(metric, headline.value))}</p>
      <p class="uncertainty">${intervalText(summary, metric)}</p>
      <p class="hint">
        standard error ${figure(headline.standard_error, formatError(metric, headline.standard_error))};
        ${headline.method}
      </p>
    </div>
    <p>${qualityBadge(summary)}</p>
  </header>`;
}

/** The texts of the metric that stands for the run. */
export function headlineMetric(summary: StoredSummary): MetricText {
  const { metric, value } = summary.headline;
  const [row] = metricRows({ metrics: { [metric]: value } }, summary.config);
  if (row === undefined) throw new Error(`no row for ${metric}`);
  return row.metric;
}

/** How good the data was, by sign and word as well as colour. */
export function qualityBadge({ data_quality: quality }: StoredSummary): Html {
  if (quality.badge === 'noted') {
    return markup`<span class="badge noted"><span aria-hidden="true">ℹ</span> data with gaps or faults, as the spec allows</span>`;
  }
  return quality.badge === 'clean'
    ? markup`<span class="badge clean"><span aria-hidden="true">✓</span> data clean</span>`
    : markup`<span class="badge warned"><span aria-hidden="true">⚠</span> data with gaps or faults</span>`;
}

function stateInWords({ warnings, kind, created_at: created }: StoredSummary): string {
  const count = warnings.length;
  const told = count === 0 ? 'without warnings' : `with ${count} ${count === 1 ? 'warning' : 'warnings'}`;
  return `Completed ${told} · ${kind} · ${created.slice(0, 16).replace('T', ' ')} UTC`;
}

function intervalText({ headline }: StoredSummary, metric: MetricText): Html {
  const { interval_low: low, interval_high: high } = headline;
  if (low === null || high === null) return markup`no interval`;
  return markup`${figure(low, formatMetric(metric, low))} to ${figure(high, formatMetric(metric, high))} at
  ${formatPercent(headline.confidence)}`;
}
