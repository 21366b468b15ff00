import type { Table } from '../../../../../src-core/result/series.ts';
import { formatFigure } from '../../../../../src-core/result/format-figure.ts';
import { isoSeconds } from '../../../../../src-core/time/utc.ts';
import { markup, type Html } from '../html.ts';
import { figure, section, table } from './section.ts';

type Column = Table['columns'][number];
type Cell = Table['rows'][number][number];

/** The tables that a run's kind of job has computed; those without rows are left out. */
export function tablesSection(tables: readonly Table[]): readonly Html[] {
  return tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, help, columns, rows }) =>
      section(
        title,
        markup`<p class="hint">${help}</p>`,
        table(
          title,
          markup`<tr>${columns.map(heading)}</tr>`,
          rows.map(
            (row) => markup`<tr>${columns.map((column, index) => cell(column, row[index] ?? null))}</tr>`,
          ),
          'narrow',
        ),
      ),
    );
}

function heading({ name, form }: Column): Html {
  return markup`<th scope="col" class="${form === 'number' ? 'number' : ''}">${name}</th>`;
}

function cell({ form, digits, sign, missing }: Column, value: Cell): Html {
  if (value === null)
    return markup`<td class="${form === 'number' ? 'number' : ''}"><span class="none">${missing}</span></td>`;
  if (typeof value === 'string') return markup`<td>${value}</td>`;
  if (form === 'time') return markup`<td>${isoSeconds(value).slice(0, 16).replace('T', ' ')}</td>`;
  return markup`<td class="number">${figure(value, formatFigure(value, digits, sign))}</td>`;
}
