import { Check } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import checkbox from '../Checkbox.module.css';
import { classNames } from '../class-names.ts';
import styles from './VirtualGrid.module.css';
import type { Column } from './column.ts';

/** What a row tells its grid; the same object for all rows and renders. */
export interface GridRowActions {
  activate: (row: number, column: number) => void;
  pick: (row: number, extend: boolean) => void;
  open: (row: number) => void;
}

export interface GridRowProps<Row> {
  index: number;
  /** Undefined while it is on its way. */
  row: Row | undefined;
  /** Found again by who hears of something that happened to the row: `data-key`. */
  rowKey: string;
  columns: readonly Column<Row>[];
  /** Tracks of the CSS grid that the row is. */
  template: string;
  /** Distance from the top of the body, in pixels. */
  start: number;
  height: number;
  /** Column of the active cell; -1 when it is in another row. */
  activeColumn: number;
  isCurrent: boolean;
  /** Undefined where rows cannot be selected. */
  isSelected: boolean | undefined;
  name: string;
  actions: GridRowActions;
}

function PlainGridRow<Row>(props: GridRowProps<Row>) {
  const { index, row, columns, isSelected, activeColumn, actions } = props;
  const offset = isSelected === undefined ? 0 : 1;
  const cellProps = (column: number) => ({
    'aria-colindex': column + 1,
    tabIndex: column === activeColumn ? 0 : -1,
    'data-active': column === activeColumn || undefined,
    onFocus: () => actions.activate(index, column),
  });
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-key={props.rowKey}
      aria-selected={isSelected}
      aria-busy={row === undefined || undefined}
      className={classNames(
        styles.row,
        styles.dataRow,
        isSelected === true && styles.selected,
        props.isCurrent && styles.current,
      )}
      style={{
        gridTemplateColumns: props.template,
        transform: `translateY(${props.start}px)`,
        height: props.height,
      }}
      onDoubleClick={() => actions.open(index)}
    >
      {isSelected !== undefined && (
        // The grid listens for Space.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          role="gridcell"
          {...cellProps(0)}
          className={styles.check}
          onClick={(event) => actions.pick(index, event.shiftKey)}
          onMouseDown={(event) => {
            // Shift selects rows here, not their words.
            if (event.shiftKey) event.preventDefault();
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          {/* Light: hundreds of these come and go while scrolling. */}
          <span
            role="checkbox"
            aria-checked={isSelected}
            aria-label={`Select ${props.name}`}
            className={checkbox.root}
            data-checked={isSelected || undefined}
          >
            {isSelected && <Check aria-hidden className={styles.checkSign} />}
          </span>
        </div>
      )}
      {columns.map((column, place) => (
        <div
          key={column.id}
          role="gridcell"
          {...cellProps(place + offset)}
          className={classNames(styles.cell, column.align === 'end' && styles.end)}
        >
          {row === undefined ? <span className={styles.absent} /> : contentOf(column, row)}
        </div>
      ))}
    </div>
  );
}

/** A row of a grid. Drawn again only when something of its own changes, not while its grid scrolls. */
export const GridRow = memo(PlainGridRow) as typeof PlainGridRow;

function contentOf<Row>(column: Column<Row>, row: Row): ReactNode {
  const content = column.cell === undefined ? (column.value(row) ?? 'n/a') : column.cell(row);
  if (typeof content !== 'string') return content;
  // What does not fit ends in dots, and is told in full to who points at it.
  return (
    <span className={styles.text} title={content}>
      {content}
    </span>
  );
}
