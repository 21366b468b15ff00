import { useCallback, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { predictionSorts, type PredictionRow } from '../../../../../src-core/api/contract/results.ts';
import { formatWhole } from '../../../../format/number.ts';
import { usePreferences } from '../../../../state/preferences.ts';
import { Button } from '../../../../ui/Button.tsx';
import { EmptyState } from '../../../../ui/EmptyState.tsx';
import { ErrorState } from '../../../../ui/ErrorState.tsx';
import { useHiddenColumns } from '../../../../ui/data-table/ColumnsMenu.tsx';
import { VirtualGrid } from '../../../../ui/data-table/VirtualGrid.tsx';
import type { Column, Sort } from '../../../../ui/data-table/column.ts';
import { useRowHeight } from '../../../../ui/data-table/use-row-height.ts';
import { useRunView } from '../../../run/run-view.ts';
import { rowAt, type PredictionChoice, type PredictionPages } from './prediction-pages.ts';
import styles from './predictions.module.css';

/** Browsers give up on elements much higher than this, in pixels. */
const highestTable = 30_000_000;
const keptRow = 'predictions row';
const timeColumn = 'ts';

/** The predictions of a run, row by row; rows come as they are looked at. */
export function PredictionTable({
  pages,
  choice,
  columns,
  onSort,
  onOpen,
}: {
  pages: PredictionPages;
  choice: PredictionChoice;
  columns: readonly Column<PredictionRow>[];
  onSort: (sort: Pick<PredictionChoice, 'sort' | 'descending'>) => void;
  onOpen: (row: PredictionRow) => void;
}) {
  const state = useStore(pages.store);
  const { kept } = useRunView();
  const hidden = useHiddenColumns('predictions');
  const density = usePreferences((preferences) => preferences.density);
  const rowHeight = useRowHeight();
  const { total, error } = state;
  const shown = useMemo(
    () => columns.filter(({ id, required }) => required === true || !hidden.includes(id)),
    [columns, hidden],
  );
  const sort = useMemo<Sort>(
    () => ({ column: choice.sort === 'row' ? timeColumn : choice.sort, descending: choice.descending }),
    [choice.sort, choice.descending],
  );
  useEffect(() => {
    const row = (kept.get(keptRow) as number | undefined) ?? 0;
    pages.want(row, row);
  }, [pages, kept]);
  const onRangeChange = useCallback(
    (first: number, last: number) => {
      kept.set(keptRow, first);
      pages.want(first, last);
    },
    [pages, kept],
  );
  if (error !== undefined && total === undefined) {
    return (
      <ErrorState
        error={error}
        title="The predictions could not be read"
        action={<Button onClick={pages.tryAgain}>Try again</Button>}
      />
    );
  }
  const most = Math.floor(highestTable / rowHeight);
  const rows = total ?? 0;
  return (
    <div className={styles.table} aria-busy={total === undefined}>
      {error !== undefined && (
        <ErrorState compact error={error} action={<Button onClick={pages.tryAgain}>Try again</Button>} />
      )}
      {total !== undefined && (
        <VirtualGrid
          // Heights are measured anew when the rows are.
          key={density}
          label="Predictions"
          columns={shown}
          rowCount={Math.min(rows, most)}
          rowAt={(index) => rowAt(state, index)}
          rowKey={({ row }) => String(row)}
          sort={sort}
          onSortChange={({ column, descending }) => {
            // Rows lie in the order of their times: nothing has to be sorted for it.
            const wanted = predictionSorts.find(
              (known) => known === (column === timeColumn ? 'row' : column),
            );
            if (wanted !== undefined) onSort({ sort: wanted, descending });
          }}
          onOpen={onOpen}
          initialRow={(kept.get(keptRow) as number | undefined) ?? 0}
          onRangeChange={onRangeChange}
          empty={<EmptyState title="No prediction passes the filter" />}
        />
      )}
      {rows > most && (
        <p className={styles.note}>
          The first {formatWhole(most)} of {formatWhole(rows)} rows: filter, or sort, to see the others.
        </p>
      )}
    </div>
  );
}
