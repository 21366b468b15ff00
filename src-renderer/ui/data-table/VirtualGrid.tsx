import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { Checkbox } from '../Checkbox.tsx';
import { ColumnHeader } from './ColumnHeader.tsx';
import { GridRow, type GridRowActions } from './GridRow.tsx';
import type { Column, Sort } from './column.ts';
import styles from './VirtualGrid.module.css';
import { nextPlace, type CellPlace } from './grid-navigation.ts';
import { pickRow } from './selection.ts';
import { useRowHeight } from './use-row-height.ts';

export interface VirtualGridProps<Row> {
  /** Name of the table for screen readers. */
  label: string;
  /** Columns that are shown. */
  columns: readonly Column<Row>[];
  rowCount: number;
  /** Undefined for a row that has not arrived yet. */
  rowAt: (index: number) => Row | undefined;
  rowKey: (row: Row) => string;
  /** Name of a row, for its checkbox. */
  rowLabel?: ((row: Row) => string) | undefined;
  sort: Sort | null;
  onSortChange: (sort: Sort) => void;
  /** Enter or double click. */
  onOpen?: ((row: Row) => void) | undefined;
  /** Keys of all rows in order, for selecting ranges and all; without it rows cannot be selected. */
  keys?: readonly string[] | undefined;
  selection?: ReadonlySet<string> | undefined;
  onSelectionChange?: ((selection: ReadonlySet<string>) => void) | undefined;
  /** The row that something else points at: marked, and scrolled into view when it changes. */
  currentIndex?: number | undefined;
  /** The row on top at first; later changes do nothing. */
  initialRow?: number | undefined;
  /** First and last row on screen, whenever they change: for asking for what is missing. */
  onRangeChange?: ((first: number, last: number) => void) | undefined;
  /** In place of rows when there are none. */
  empty?: ReactNode;
}

const overscan = 6;
const checkColumn = 'calc(var(--icon-size) + 2 * var(--space-2))';
const usualColumn = 'minmax(6rem, 1fr)';

/** A grid of any number of rows of equal height, of which only those on screen exist. It fills its parent's height. */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { columns, rowCount, rowAt, keys, selection, onSelectionChange, onRangeChange, currentIndex } = props;
  const isSelectable = keys !== undefined && selection !== undefined && onSelectionChange !== undefined;
  const offset = isSelectable ? 1 : 0;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const [active, setActive] = useState<CellPlace>({ row: 0, column: 0 });
  const wantsFocus = useRef(false);
  const anchor = useRef<number | undefined>(undefined);
  const place = {
    row: Math.min(active.row, rowCount - 1),
    column: Math.min(active.column, columns.length - 1 + offset),
  };

  const virtualizer = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    initialOffset: (props.initialRow ?? 0) * rowHeight,
    scrollPaddingStart: rowHeight,
    // The focused row stays in the document when it is scrolled away, or the focus would be lost.
    rangeExtractor: (range: Range) => {
      const rows = defaultRangeExtractor(range);
      if (place.row >= 0 && !rows.includes(place.row)) rows.push(place.row);
      return rows.toSorted((a, b) => a - b);
    },
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const { startIndex: first, endIndex: last } = virtualizer.range ?? { startIndex: 0, endIndex: -1 };
  useEffect(() => {
    if (last >= first) onRangeChange?.(first, last);
  }, [first, last, onRangeChange]);
  useEffect(() => {
    if (currentIndex !== undefined) virtualizer.scrollToIndex(currentIndex, { align: 'auto' });
  }, [virtualizer, currentIndex]);
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>('[data-active]')?.focus({ preventScroll: true });
  });

  const pick = (row: number, extend: boolean): void => {
    if (!isSelectable) return;
    onSelectionChange(pickRow(selection, keys, row, { anchor: anchor.current, extend }));
    if (!extend || anchor.current === undefined) anchor.current = row;
  };
  const open = (index: number): void => {
    const row = rowAt(index);
    if (row !== undefined) props.onOpen?.(row);
  };
  const activate = (row: number, column: number): void => {
    if (row !== place.row || column !== place.column) setActive({ row, column });
  };
  const actions = useStable({ activate, pick, open });

  const sortBy = (column: Column<Row> | undefined): void => {
    if (column === undefined || column.sortable === false) return;
    const isAscending = props.sort?.column === column.id && !props.sort.descending;
    props.onSortChange({ column: column.id, descending: isAscending });
  };
  const selectAll = (all: boolean): void => {
    if (isSelectable) onSelectionChange(new Set(all ? keys : []));
  };
  const moveTo = (next: CellPlace): void => {
    wantsFocus.current = true;
    setActive(next);
    if (next.row >= 0) virtualizer.scrollToIndex(next.row, { align: 'auto' });
  };
  const press = (): void => {
    if (place.row >= 0) pick(place.row, false);
    else if (place.column < offset) selectAll(selection?.size !== rowCount);
    else sortBy(columns[place.column - offset]);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const cell = (event.target as Element).closest<HTMLElement>('[role="gridcell"], [role="columnheader"]');
    const isInside = cell !== event.target;
    // Keys inside a control of a cell are its own; Escape comes back out.
    if (isInside && event.key !== 'Escape') return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = nextPlace(place, event, { rows: rowCount, columns: columns.length + offset, page });
    if (next !== undefined) {
      if (event.shiftKey && next.row >= 0 && next.row !== place.row) {
        anchor.current ??= place.row;
        pick(next.row, true);
      }
      moveTo(next);
    } else if (isInside) {
      cell?.focus();
    } else if (event.key === ' ') {
      if (event.shiftKey && place.row >= 0) pick(place.row, true);
      else press();
    } else if (event.key === 'Enter') {
      if (place.row < 0) press();
      else if (!focusInside(cell)) open(place.row);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && isSelectable) {
      selectAll(true);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const template = useMemo(() => {
    const tracks = columns.map(({ width }) => width ?? usualColumn);
    return (offset === 0 ? tracks : [checkColumn, ...tracks]).join(' ');
  }, [columns, offset]);
  const headProps = (column: number) => {
    const isActive = place.row === -1 && place.column === column;
    return {
      'aria-colindex': column + 1,
      tabIndex: isActive ? 0 : -1,
      'data-active': isActive || undefined,
      onFocus: () => activate(-1, column),
    };
  };

  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length + offset}
        aria-multiselectable={isSelectable || undefined}
        className={styles.grid}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={styles.row} style={{ gridTemplateColumns: template }}>
            {isSelectable && (
              <div role="columnheader" className={styles.check} {...headProps(0)}>
                <Checkbox
                  aria-label="Select all rows"
                  tabIndex={-1}
                  checked={rowCount > 0 && selection.size === rowCount}
                  indeterminate={selection.size > 0 && selection.size < rowCount}
                  onCheckedChange={selectAll}
                />
              </div>
            )}
            {columns.map((column, index) => (
              <ColumnHeader
                key={column.id}
                column={column}
                sort={props.sort}
                onSort={() => sortBy(column)}
                cellProps={headProps(index + offset)}
              />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start, size }) => {
            const row = rowAt(index);
            const key = row === undefined ? `absent ${index}` : props.rowKey(row);
            return (
              <GridRow
                key={key}
                index={index}
                row={row}
                rowKey={key}
                columns={columns}
                template={template}
                start={start}
                height={size}
                activeColumn={place.row === index ? place.column : -1}
                isCurrent={index === currentIndex}
                isSelected={isSelectable ? selection.has(key) : undefined}
                name={row === undefined ? 'row' : (props.rowLabel?.(row) ?? key)}
                actions={actions}
              />
            );
          })}
        </div>
      </div>
      {rowCount === 0 && <div className={styles.empty}>{props.empty}</div>}
    </div>
  );
}

/** Moves into the first control of a cell, as the grid pattern asks of Enter; a link is followed at once. */
function focusInside(cell: HTMLElement | null): boolean {
  const control = cell?.querySelector<HTMLElement>('button:not([disabled]), a[href], input');
  if (control instanceof HTMLAnchorElement) control.click();
  else control?.focus();
  return control !== null && control !== undefined;
}

/** The same object for the life of the component, doing what the latest render says. */
function useStable(actions: GridRowActions): GridRowActions {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  const [stable] = useState<GridRowActions>(() => ({
    activate: (row, column) => latest.current.activate(row, column),
    pick: (row, extend) => latest.current.pick(row, extend),
    open: (row) => latest.current.open(row),
  }));
  return stable;
}
