import { z } from 'zod';
import { predictionStatuses } from '../../../../../src-core/kinds/replay/prediction-columns.ts';
import { scopeSummarySchema } from '../../../../../src-core/kinds/replay/summary.ts';
import { formatCount } from '../../../../../src-core/result/format-figure.ts';
import { lookaheadOf, lookaheadWords } from '../../../../../src-core/result/lookahead.ts';
import { markup, type Html } from '../html.ts';
import { formatMetric, metricRows } from '../../../../../src-core/result/metric-rows.ts';
import { figure, section, table, words, type ComparisonLine, type RunSection } from './section.ts';

const modeSchema = z.object({ mode: z.enum(['strict', 'compatible']) });
const scopesSchema = z.object({ scopes: z.array(scopeSummarySchema) });

const modeTexts = {
  strict: 'strict: the known defects of the public harness are mended',
  compatible: 'compatible: the numbers of the public harness are reproduced',
};

/** Under which rules the run was made, whether it was checked for looking ahead, and what became of predictions. */
export const replayRulesSection: RunSection = (summary) => {
  const mode = modeSchema.safeParse(summary).data?.mode;
  const lookahead = lookaheadOf(summary);
  if (mode === undefined && lookahead === undefined) return undefined;

  return section(
    'How it was run',
    markup`<dl class="facts">
      ${[
        fact('Mode', mode === undefined ? undefined : modeTexts[mode]),
        fact('Looking ahead', lookahead === undefined ? undefined : lookaheadWords(lookahead)),
        fact('Predictions', sumInWords(summary.counts)),
      ]}
    </dl>`,
  );
};

/** What a comparison says of replays beside their metrics. */
export const replayComparisonLines: readonly ComparisonLine[] = [
  { name: 'Mode', cell: (summary) => modeSchema.safeParse(summary).data?.mode },
  {
    name: 'Looking ahead',
    cell: (summary) => {
      const lookahead = lookaheadOf(summary);
      return lookahead === undefined ? undefined : lookahead.checked ? 'checked, none' : 'not checked';
    },
  },
];

/** The scopes of a run beside each other, where there are several. */
export const scopesSection: RunSection = (summary) => {
  const scopes = scopesSchema.safeParse(summary).data?.scopes ?? [];
  const [first] = scopes;
  if (first === undefined || scopes.length < 2) return undefined;
  const metrics = metricRows(first, summary.config)
    .map(({ metric }) => metric)
    .filter(({ name }) => scopes.some((scope) => typeof scope.metrics[name] === 'number'));
  const head = markup`<tr>
    <th scope="col">Scope</th>
    <th scope="col">Subject</th>
    <th scope="col" class="number">Interval, s</th>
    <th scope="col" class="number">Horizon, s</th>
    <th scope="col" class="number">Predictions</th>
    <th scope="col" class="number">Scored</th>
    ${metrics.map((metric) => markup`<th scope="col" class="number">${metric.label}</th>`)}
  </tr>`;
  const rows = scopes.map(
    (scope) =>
      markup`<tr>
        <th scope="row">${scope.scope_key}</th>
        <td>${scope.subject}</td>
        <td class="number">${formatCount(scope.prediction_interval_seconds)}</td>
        <td class="number">${formatCount(scope.resolve_horizon_seconds)}</td>
        <td class="number">${formatCount(scope.predictions)}</td>
        <td class="number">${formatCount(scope.scored)}</td>
        ${metrics.map((metric) => {
          const value = scope.metrics[metric.name] ?? null;
          return markup`<td class="number">${figure(value, formatMetric(metric, value))}</td>`;
        })}
      </tr>`,
  );
  return section('Scopes', table('Metrics of each scope', head, rows));
};

function fact(name: string, text: string | undefined): Html | undefined {
  return text === undefined
    ? undefined
    : markup`<div>
        <dt>${name}</dt>
        <dd>${text}</dd>
      </div>`;
}

/** The sum that has to hold: every prediction has exactly one end. */
function sumInWords(counts: Readonly<Record<string, number>>): string {
  const ends = predictionStatuses.map((status) => [status, counts[status] ?? 0] as const);
  const parts = ends
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${formatCount(count)} ${words(status).toLowerCase()}`);
  return `${formatCount(counts['predictions'] ?? 0)} = ${parts.length === 0 ? '0' : parts.join(' + ')}`;
}
