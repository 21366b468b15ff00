import { formatFigure } from '../../src-core/result/format-figure.ts';
import type { Table } from '../../src-core/result/series.ts';
import { formatMoment, zoneName } from '../format/time.ts';
import { usePreferences, type TimeZone } from '../state/preferences.ts';
import { HelpTip } from '../ui/HelpTip.tsx';
import { Panel } from '../ui/Panel.tsx';
import styles from './ResultTable.module.css';

type Column = Table['columns'][number];
type Cell = Table['rows'][number][number];

/** A table of a result, `charts.json`, as a panel. */
export function ResultTable({ table }: { table: Table }) {
  const zone = usePreferences((state) => state.timeZone);
  const show = (cell: Cell, column: Column): string => {
    if (cell === null) return column.missing;
    if (typeof cell === 'string') return cell;
    if (column.form === 'time') return formatMoment(cell, zone);
    return formatFigure(cell, column.digits, column.sign);
  };
  return (
    <Panel title={table.title} actions={<HelpTip term={table.title}>{table.help}</HelpTip>}>
      <table className={styles.table}>
        <thead>
          <tr>
            {table.columns.map(({ name, form }, place) => (
              <th key={name} scope="col" className={form === 'number' ? styles.number : undefined}>
                {form === 'time' ? nameIn(zone, name, table.rows[0]?.[place]) : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            // Rows have no identity but their place.
            <tr key={index}>
              {table.columns.map((column, place) => (
                <td key={column.name} className={column.form === 'number' ? styles.number : undefined}>
                  {show(row[place] ?? null, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** The name of a column of times, with the zone that they are written in. */
function nameIn(zone: TimeZone, name: string, first: Cell | undefined): string {
  return name.replace(/UTC$/, zoneName(zone, typeof first === 'number' ? first : 0));
}
