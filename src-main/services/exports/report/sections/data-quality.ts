import { formatCount } from '../../../../../src-core/result/format-figure.ts';
import { faultTitles } from '../../../../../src-core/quality/candle-faults.ts';
import { policySentence, qualityRows } from '../../../../../src-core/result/quality-rows.ts';
import type { DataQuality } from '../../../../../src-core/result/summary-base.ts';
import { markup, type Html } from '../html.ts';
import { countsTable } from './counts.ts';
import { qualityBadge } from './run-header.ts';
import { section, table, type RunSection } from './section.ts';

/** What was wrong with the data, and where. */
export const dataQualitySection: RunSection = (summary) => {
  const quality = summary.data_quality;
  const figures = qualityRows(quality).map(({ label, count }) => [label, count] as const);
  const policy = policySentence(quality);
  return section(
    'Data quality',
    markup`<p>${qualityBadge(summary)}</p>`,
    policy === undefined ? undefined : markup`<p>${policy}</p>`,
    countsTable('Rows of data, what became of them and what is odd about them', figures),
    daysNamed('Days without data', quality.missing_days),
    daysNamed('Days altered after being verified', quality.altered_days ?? []),
    gapsTable(quality),
    examplesTable(quality),
  );
};

function daysNamed(which: string, days: readonly string[]): Html | undefined {
  return days.length === 0 ? undefined : markup`<p>${which}: ${days.join(', ')}.</p>`;
}

function gapsTable({ gaps, gaps_not_listed: more }: DataQuality): Html | undefined {
  if (gaps.length === 0) return undefined;
  const head = markup`<tr>
    <th scope="col">Subject</th>
    <th scope="col">After, UTC</th>
    <th scope="col" class="number">Candles missing</th>
  </tr>`;
  const rows = gaps.map(
    ({ subject, after, missing }) =>
      markup`<tr>
        <td>${subject}</td>
        <td>${after}</td>
        <td class="number">${formatCount(missing)}</td>
      </tr>`,
  );
  return markup`${table('Gaps in the data', head, rows, 'narrow long')}${more === 0 ? undefined : markup`<p>${formatCount(more)} more gaps are not listed.</p>`}`;
}

function examplesTable({ examples = [] }: DataQuality): Html | undefined {
  if (examples.length === 0) return undefined;
  const head = markup`<tr>
    <th scope="col">What</th>
    <th scope="col">Subject</th>
    <th scope="col">Time, UTC</th>
    <th scope="col">Open, high, low, close</th>
  </tr>`;
  const rows = examples.map(
    ({ kind, subject, at, open, high, low, close, periods }) =>
      markup`<tr>
        <th scope="row">${faultTitles[kind]}</th>
        <td>${subject}</td>
        <td>${at}</td>
        <td>${[open, high, low, close].map((price) => price ?? 'none').join(', ')}${periods === null ? '' : ` for ${formatCount(periods)} candles`}</td>
      </tr>`,
  );
  return table('Examples of what is odd, the first of each kind', head, rows, 'narrow long');
}
