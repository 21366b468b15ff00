import { ArrowDown, ArrowUp } from 'lucide-react';
import type { HTMLAttributes } from 'react';
import { classNames } from '../class-names.ts';
import type { Column, Sort } from './column.ts';
import styles from './VirtualGrid.module.css';

export interface ColumnHeaderProps<Row> {
  column: Column<Row>;
  sort: Sort | null;
  onSort: () => void;
  cellProps: HTMLAttributes<HTMLDivElement>;
}

/** The head of a column: sorts on click, Enter and Space. */
export function ColumnHeader<Row>({ column, sort, onSort, cellProps }: ColumnHeaderProps<Row>) {
  const isSorted = sort?.column === column.id;
  const isSortable = column.sortable !== false;
  const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
  return (
    // The grid listens for its keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      {...cellProps}
      role="columnheader"
      aria-sort={isSortable ? order : undefined}
      title={column.help}
      className={classNames(
        styles.cell,
        styles.headCell,
        column.align === 'end' && styles.end,
        isSortable && styles.sortable,
      )}
      onClick={isSortable ? onSort : undefined}
    >
      <span className={styles.headText}>{column.header}</span>
      {isSorted && (sort.descending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
    </div>
  );
}
