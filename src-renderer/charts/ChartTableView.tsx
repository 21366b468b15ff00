import { formatFigure, formatLabel } from '../../src-core/result/format-figure.ts';
import { formatWhole } from '../format/number.ts';
import styles from './ChartTableView.module.css';
import type { ChartTable } from './chart-table.ts';

const rowsShown = 500;
const digits = 6;

/** A chart as a real table. Long ones end early and say so: the CSV has everything. */
export function ChartTableView({ label, table }: { label: string; table: ChartTable }) {
  const rows = table.rows.slice(0, rowsShown);
  return (
    // A region that scrolls has to be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroller} tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // Rows of a chart have no identity but their place.
            <tr key={index}>
              {row.map((value, column) => (
                <td key={table.columns[column]}>
                  {typeof value === 'string' ? formatLabel(value) : formatFigure(value, digits, 'negative')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > rowsShown && (
        <p className={styles.more}>
          The first {rowsShown} of {formatWhole(table.rows.length)} rows. Export as CSV for all.
        </p>
      )}
    </div>
  );
}
