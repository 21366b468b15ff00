import {
  columnVisibilityFeature,
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type RowData,
} from '@tanstack/react-table';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { VirtualGrid } from './VirtualGrid.tsx';
import type { CellValue, Column, Sort } from './column.ts';
import { compareValues } from './compare-values.ts';

export interface DataTableProps<Row extends RowData> {
  label: string;
  /** Keep it stable: module scope or useMemo. */
  columns: readonly Column<Row>[];
  /** Keep it stable: a new array sorts again. */
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowLabel?: (row: Row) => string;
  /** Ids of columns that are hidden. */
  hiddenColumns?: readonly string[];
  /** Sorted by this at first; the table keeps the sort itself unless `onSortChange` is given. */
  defaultSort?: Sort;
  sort?: Sort | null;
  onSortChange?: (sort: Sort) => void;
  onOpen?: (row: Row) => void;
  selection?: ReadonlySet<string>;
  onSelectionChange?: (selection: ReadonlySet<string>) => void;
  currentKey?: string;
  empty?: ReactNode;
}

const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});

const noColumns: readonly string[] = [];

/** A table over rows in memory: sorts, hides columns, selects; smooth with ten thousand rows and more. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, hiddenColumns = noColumns } = props;
  const [ownSort, setOwnSort] = useState<Sort | null>(props.defaultSort ?? null);
  const sort = props.sort === undefined ? ownSort : props.sort;
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return helper.columns(
      columns.map((column) =>
        helper.accessor((row: Row): CellValue | undefined => column.value(row) ?? undefined, {
          id: column.id,
          header: column.header,
          enableSorting: column.sortable !== false,
          sortUndefined: 'last',
          sortFn: (left, right, id) =>
            compareValues(
              left.getValue<NonNullable<CellValue>>(id),
              right.getValue<NonNullable<CellValue>>(id),
            ),
        }),
      ),
    );
  }, [columns]);
  const sorting = useMemo(() => (sort === null ? [] : [{ id: sort.column, desc: sort.descending }]), [sort]);
  const columnVisibility = useMemo(
    () => Object.fromEntries(hiddenColumns.map((id) => [id, false])),
    [hiddenColumns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowKey,
    state: { sorting, columnVisibility },
  });

  const sorted = table.getRowModel().rows;
  const keys = useMemo(() => sorted.map(({ id }) => id), [sorted]);
  const shown = useMemo(
    () => columns.filter(({ id, required }) => required === true || !hiddenColumns.includes(id)),
    [columns, hiddenColumns],
  );
  const rowAt = useCallback((index: number) => sorted[index]?.original, [sorted]);
  const { currentKey } = props;
  const currentIndex = useMemo(
    () => (currentKey === undefined ? -1 : keys.indexOf(currentKey)),
    [keys, currentKey],
  );
  return (
    <VirtualGrid
      label={props.label}
      columns={shown}
      rowCount={sorted.length}
      rowAt={rowAt}
      rowKey={rowKey}
      rowLabel={props.rowLabel}
      sort={sort}
      onSortChange={props.onSortChange ?? setOwnSort}
      onOpen={props.onOpen}
      keys={keys}
      selection={props.selection}
      onSelectionChange={props.onSelectionChange}
      currentIndex={currentIndex === -1 ? undefined : currentIndex}
      empty={props.empty}
    />
  );
}
