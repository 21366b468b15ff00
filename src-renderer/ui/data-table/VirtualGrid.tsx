import { useVirtualizer, defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Checkbox } from '../Checkbox.tsx';
import { classNames } from '../class-names.ts';
import { ColumnHeader } from './ColumnHeader.tsx';
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
  /** Enter, double click, or a click on the row's first cell. */
  onOpen?: ((row: Row) => void) | undefined;
  /** Keys of all rows in order, for selecting ranges and all; without it rows cannot be selected. */
  keys?: readonly string[] | undefined;
  selection?: ReadonlySet<string> | undefined;
  onSelectionChange?: ((selection: ReadonlySet<string>) => void) | undefined;
  /** The row that something else points at: shown, and scrolled into view when it changes. */
  currentIndex?: number | undefined;
  /** First and last row on screen, whenever they change: for asking for what is missing. */
  onRangeChange?: ((first: number, last: number) => void) | undefined;
  /** In place of rows when there are none. */
  empty?: ReactNode;
}

const overscan = 8;

/** A grid of any number of rows of equal height, of which only those on screen exist. It fills its parent's height. */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { columns, rowCount, rowAt, keys, selection, onSelectionChange } = props;
  const selectable = keys !== undefined && selection !== undefined && onSelectionChange !== undefined;
  const offset = selectable ? 1 : 0;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const [active, setActive] = useState<CellPlace>({ row: 0, column: 0 });
  const anchor = useRef<number | undefined>(undefined);
  const wantsFocus = useRef(false);
  const place = {
    row: Math.min(active.row, rowCount - 1),
    column: Math.min(active.column, columns.length - 1 + offset),
  };

  const virtualizer = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    scrollPaddingStart: rowHeight,
    // The focused row stays in the document when it is scrolled away, or the focus would be lost.
    rangeExtractor: (range: Range) => {
      const rows = defaultRangeExtractor(range);
      if (place.row >= 0 && !rows.includes(place.row)) rows.push(place.row);
      return rows.toSorted((a, b) => a - b);
    },
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const items = virtualizer.getVirtualItems();
  const { startIndex: first, endIndex: last } = virtualizer.range ?? { startIndex: 0, endIndex: -1 };
  const { onRangeChange, currentIndex } = props;
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

  const moveTo = (next: CellPlace): void => {
    wantsFocus.current = true;
    setActive(next);
    if (next.row >= 0) virtualizer.scrollToIndex(next.row, { align: 'auto' });
  };
  const pick = (row: number, extend: boolean): void => {
    if (!selectable) return;
    onSelectionChange(pickRow(selection, keys, row, { anchor: anchor.current, extend }));
    anchor.current = row;
  };
  const sortBy = (column: Column<Row> | undefined): void => {
    if (column === undefined || column.sortable === false) return;
    const { sort } = props;
    props.onSortChange({ column: column.id, descending: sort?.column === column.id && !sort.descending });
  };
  const selectAll = (all: boolean): void => {
    if (selectable) onSelectionChange(new Set(all ? keys : []));
  };
  const open = (index: number): void => {
    const row = rowAt(index);
    if (row !== undefined) props.onOpen?.(row);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Keys inside a control of a cell are its own.
    const cell = (event.target as Element).closest('[role="gridcell"], [role="columnheader"]');
    if (cell !== event.target && event.key !== 'Escape') return;
    const size = {
      rows: rowCount,
      columns: columns.length + offset,
      page: pageOf(scroller.current, rowHeight),
    };
    const next = nextPlace(place, event, size);
    if (next !== undefined) {
      if (event.shiftKey && selectable && next.row >= 0 && next.row !== place.row) {
        anchor.current ??= place.row;
        onSelectionChange(pickRow(selection, keys, next.row, { anchor: anchor.current, extend: true }));
      }
      moveTo(next);
    } else if (event.key === ' ') {
      if (place.row >= 0) pick(place.row, event.shiftKey);
      else if (place.column < offset) selectAll(selection?.size !== rowCount);
      else sortBy(columns[place.column - offset]);
    } else if (event.key === 'Enter') {
      if (place.row < 0) sortBy(columns[place.column - offset]);
      else if (!focusInside(cell)) open(place.row);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      selectAll(true);
    } else if (event.key === 'Escape' && cell !== event.target) {
      (cell as HTMLElement | null)?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const template = useMemo(
    () =>
      [
        ...(offset === 0 ? [] : ['2.25rem']),
        ...columns.map(({ width }) => width ?? 'minmax(6rem, 1fr)'),
      ].join(' '),
    [columns, offset],
  );
  const cellProps = (row: number, column: number) => {
    const isActive = place.row === row && place.column === column;
    return {
      'aria-colindex': column + 1,
      tabIndex: isActive ? 0 : -1,
      'data-active': isActive || undefined,
      onFocus: () => {
        if (!isActive) setActive({ row, column });
      },
    };
  };

  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length + offset}
        aria-multiselectable={selectable || undefined}
        className={styles.grid}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={styles.row} style={{ gridTemplateColumns: template }}>
            {selectable && (
              <div role="columnheader" className={styles.check} {...cellProps(-1, 0)}>
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
                cellProps={cellProps(-1, index + offset)}
              />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rowAt(item.index);
            const key = row === undefined ? `absent-${item.index}` : props.rowKey(row);
            const isSelected = selection?.has(key) === true;
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={selectable ? isSelected : undefined}
                aria-busy={row === undefined || undefined}
                className={classNames(
                  styles.row,
                  styles.dataRow,
                  isSelected && styles.selected,
                  item.index === currentIndex && styles.current,
                )}
                style={{
                  gridTemplateColumns: template,
                  transform: `translateY(${item.start}px)`,
                  height: item.size,
                }}
                onDoubleClick={() => open(item.index)}
              >
                {selectable && (
                  <div
                    role="gridcell"
                    className={styles.check}
                    {...cellProps(item.index, 0)}
                    onClickCapture={(event) => {
                      // Before the checkbox: Shift takes the whole range.
                      event.preventDefault();
                      event.stopPropagation();
                      pick(item.index, event.shiftKey);
                    }}
                  >
                    <Checkbox
                      aria-label={row === undefined ? 'Select' : `Select ${props.rowLabel?.(row) ?? key}`}
                      tabIndex={-1}
                      checked={isSelected}
                      onCheckedChange={() => undefined}
                    />
                  </div>
                )}
                {columns.map((column, index) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    className={classNames(styles.cell, column.align === 'end' && styles.end)}
                    {...cellProps(item.index, index + offset)}
                  >
                    {row === undefined ? <span className={styles.absent} /> : contentOf(column, row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {rowCount === 0 && <div className={styles.empty}>{props.empty}</div>}
    </div>
  );
}

function contentOf<Row>(column: Column<Row>, row: Row): ReactNode {
  return column.cell === undefined ? (column.value(row) ?? 'n/a') : column.cell(row);
}

function pageOf(scroller: HTMLElement | null, rowHeight: number): number {
  return Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowHeight) - 2);
}

/** Moves into the first control of a cell, as the grid pattern asks of Enter. */
function focusInside(cell: Element | null): boolean {
  const control = cell?.querySelector<HTMLElement>(
    'button:not([disabled]), a[href], input:not([aria-hidden])',
  );
  if (control === null || control === undefined || cell?.querySelector('[role="checkbox"]')) return false;
  control.focus();
  return true;
}
