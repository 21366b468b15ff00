import type { Chart } from '../../src-core/result/series.ts';
import { formatMoment, zoneName } from '../format/time.ts';
import type { TimeZone } from '../state/preferences.ts';

/** A chart as a table: for who cannot see it, for copying, for CSV. Numbers stay numbers. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** One row for each place on the x axis, one column for each line. */
export function tableOf(chart: Chart, zone: TimeZone): ChartTable {
  const xName = chart.axis === 'time' ? `Time, ${zoneName(zone, chart.lines[0]?.x[0] ?? 0)}` : chart.x_name;
  const columns = [xName || 'x', ...chart.lines.map(({ name }) => name || chart.y_name)];
  if (chart.axis === 'category') {
    return {
      columns,
      rows: chart.labels.map((label, index) => [label, ...chart.lines.map(({ y }) => y[index] ?? null)]),
    };
  }
  const byPlace = new Map<number, (string | number | null)[]>();
  for (const [column, { x, y }] of chart.lines.entries()) {
    for (const [index, at] of x.entries()) {
      const known = byPlace.get(at);
      const row = known ?? [
        chart.axis === 'time' ? formatMoment(at, zone, 'second') : at,
        ...chart.lines.map(() => null),
      ];
      row[column + 1] = y[index] ?? null;
      if (known === undefined) byPlace.set(at, row);
    }
  }
  return { columns, rows: [...byPlace.keys()].toSorted((a, b) => a - b).map((at) => byPlace.get(at) ?? []) };
}

/** The table as CSV with CRLF, quoted where needed; full precision. */
export function csvOf({ columns, rows }: ChartTable): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
