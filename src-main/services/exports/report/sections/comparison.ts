import { formatCount, formatSeconds } from '../../../../../src-core/result/format-figure.ts';
import type { StoredSummary } from '../../../results/result-files.ts';
import { differingSettings } from '../../../../../src-core/result/differing-settings.ts';
import { runNames } from '../figures.ts';
import { markup, type Html } from '../html.ts';
import {
  formatMetric,
  metricRows,
  type MetricRow,
  type MetricText,
} from '../../../../../src-core/result/metric-rows.ts';
import type { ReportRun } from '../report-run.ts';
import { betterInWords } from './metrics.ts';
import { replayComparisonLines } from './replay.ts';
import { qualityBadge } from './run-header.ts';
import { figure, section, table, words, type ComparisonLine } from './section.ts';

/** How many colours the style sheet has for runs; after that they come round again. */
const coloursOfRuns = 8;

const linesOfAnyKind: readonly ComparisonLine[] = [
  { name: 'Data', cell: qualityBadge },
  { name: 'Warnings', cell: ({ warnings }) => formatCount(warnings.length) },
  {
    name: 'Time',
    cell: ({ timings_seconds: timings }) =>
      timings['total'] === undefined ? undefined : formatSeconds(timings['total']),
  },
];

/** Several runs side by side: metrics as rows, runs as columns, the best of each row marked. */
export function comparisonSection(runs: readonly ReportRun[]): Html {
  const names = runNames(runs);
  const summaries = runs.map((run) => run.summary);
  const head = markup`<tr>
    <th scope="col">Metric</th>
    ${names.map((name, index) => runHeading(name, index, 'number'))}
    <th scope="col">Unit</th>
    <th scope="col">Better</th>
  </tr>`;
  const rows = [...metricLines(summaries), ...otherLines(summaries)];
  const settings = settingsTable(summaries, names);
  return section('Runs beside each other', table('Metrics and counts of every run', head, rows), settings);
}

/** The head of a run's column, in the colour that the run has in the charts. */
function runHeading(name: string, index: number, look: string): Html {
  return markup`<th scope="col" class="${look}">
    <span class="swatch series-${(index % coloursOfRuns) + 1}" aria-hidden="true"></span>${name}
  </th>`;
}

function metricLines(summaries: readonly StoredSummary[]): Html[] {
  const rowsOfRun = summaries.map((summary) => metricRows(summary, summary.config));
  const metrics = new Map(rowsOfRun.flat().map(({ metric }) => [metric.name, metric]));
  return [...metrics.values()].map((metric) => {
    const rows = rowsOfRun.map((own) => own.find((candidate) => candidate.metric.name === metric.name));
    const best = bestValue(metric, rows);
    return markup`<tr>
      <th scope="row">${metric.label}<span class="key">${metric.name}</span></th>
      ${rows.map((row) => valueCell(metric, row, best))}
      <td>${metric.unit}</td>
      <td>${betterInWords(metric)}</td>
    </tr>`;
  });
}

function valueCell(metric: MetricText, row: MetricRow | undefined, best: number | undefined): Html {
  const value = row?.value ?? null;
  const text = figure(value, formatMetric(metric, value));
  return value !== null && value === best
    ? markup`<td class="number best"><span class="mark">best</span> ${text}</td>`
    : markup`<td class="number">${text}</td>`;
}

/** The value to mark; none where there is no better or worse, or all are alike. */
function bestValue(metric: MetricText, rows: readonly (MetricRow | undefined)[]): number | undefined {
  if (metric.better === 'none') return undefined;
  const values = rows.flatMap((row) => (row?.value === null || row === undefined ? [] : [row.value]));
  if (new Set(values).size < 2) return undefined;
  return metric.better === 'higher' ? Math.max(...values) : Math.min(...values);
}

function otherLines(summaries: readonly StoredSummary[]): Html[] {
  const countNames = [...new Set(summaries.flatMap(({ counts }) => Object.keys(counts)))];
  const countLines = countNames.map((name): ComparisonLine => ({
    name: words(name),
    cell: ({ counts }) => formatCount(counts[name] ?? 0),
  }));
  return [...countLines, ...linesOfAnyKind, ...replayComparisonLines].flatMap(({ name, cell }) => {
    const cells = summaries.map(cell);
    if (cells.every((content) => content === undefined)) return [];
    return markup`<tr>
      <th scope="row">${name}</th>
      ${cells.map((content) => markup`<td class="number">${content}</td>`)}
      <td></td>
      <td></td>
    </tr>`;
  });
}

function settingsTable(summaries: readonly StoredSummary[], names: readonly string[]): Html {
  const differing = differingSettings(summaries.map(({ config }) => config));
  if (differing.length === 0) return markup`<p class="hint">The runs have the same settings.</p>`;
  const head = markup`<tr>
    <th scope="col">Setting</th>
    ${names.map((name, index) => runHeading(name, index, ''))}
  </tr>`;
  const rows = differing.map(
    ({ path, values }) =>
      markup`<tr>
        <th scope="row">${path}</th>
        ${values.map((value) => markup`<td>${value ?? markup`<span class="none">not set</span>`}</td>`)}
      </tr>`,
  );
  return table('Settings that differ', head, rows);
}
