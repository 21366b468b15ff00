import { formatCount } from '../../../../../src-core/result/format-figure.ts';
import { markup, type Html } from '../html.ts';
import { section, table, words, type RunSection } from './section.ts';

/** Everything that was counted. */
export const countsSection: RunSection = ({ counts }) =>
  section('Counts', countsTable('Counts of the run', Object.entries(counts)));

/** Names beside whole numbers. */
export function countsTable(caption: string, counts: readonly (readonly [string, number])[]): Html {
  const head = markup`<tr>
    <th scope="col">What</th>
    <th scope="col" class="number">Number</th>
  </tr>`;
  const rows = counts.map(
    ([name, count]) =>
      markup`<tr>
        <th scope="row">${words(name)}</th>
        <td class="number">${formatCount(count)}</td>
      </tr>`,
  );
  return table(caption, head, rows, 'narrow');
}
