import { formatCount } from '../../../../../src-core/result/format-figure.ts';
import type { DataQuality } from '../../../../../src-core/result/summary-base.ts';
import { markup, type Html } from '../html.ts';
import { countsTable } from './counts.ts';
import { qualityBadge } from './run-header.ts';
import { section, table, type RunSection } from './section.ts';

/** What was wrong with the data, and where. */
export const dataQualitySection: RunSection = (summary) => {
  const quality = summary.data_quality;
  const figures = [
    ['rows_read', quality.rows_read],
    ['rows_used', quality.rows_used],
    ['rows_without_a_price', quality.rows_without_price],
    ['duplicates_removed', quality.duplicates_removed],
    ['rows_out_of_order', quality.rows_out_of_order],
    ['missing_days', quality.missing_days.length],
    ['missing_candles', quality.missing_candles],
  ] as const;
  return section(
    'Data quality',
    markup`<p>${qualityBadge(summary)}</p>`,
    countsTable('Rows of data, by what became of them', figures),
    missingDays(quality.missing_days),
    gapsTable(quality),
  );
};

function missingDays(days: readonly string[]): Html | undefined {
  return days.length === 0 ? undefined : markup`<p>Days without data: ${days.join(', ')}.</p>`;
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
