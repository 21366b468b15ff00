import { useMemo, type KeyboardEvent, type RefObject } from 'react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { stateWords, type ShownState } from '../../format/job-state.ts';
import { formatWhole } from '../../format/number.ts';
import { Button } from '../../ui/Button.tsx';
import { Combobox } from '../../ui/Combobox.tsx';
import { DayField } from '../../ui/DayField.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { ColumnsMenu } from '../../ui/data-table/ColumnsMenu.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { everything, isFiltering, type QueueFilter } from './filter-jobs.ts';
import { setFilter, useQueueView } from './queue-view-store.ts';
import styles from './queue.module.css';

const states: readonly { value: QueueFilter['state']; label: string }[] = [
  { value: 'all', label: 'Any state' },
  { value: 'active', label: 'Queued or running' },
  { value: 'pinned', label: 'Pinned' },
  ...(Object.entries(stateWords) as [ShownState, string][]).map(([value, label]) => ({ value, label })),
];

/** Narrows the queue by state, words, model and day. */
export function QueueFilters({
  jobs,
  shown,
  columns,
  searchRef,
  onLeaveSearch,
}: {
  jobs: readonly JobRow[];
  shown: number;
  columns: readonly Column<JobRow>[];
  searchRef: RefObject<HTMLInputElement | null>;
  /** Enter or the down arrow in the words: goes on to the jobs. */
  onLeaveSearch: () => void;
}) {
  const filter = useQueueView((view) => view.filter);
  const models = useMemo(
    () =>
      [...new Set(jobs.map(({ model }) => model))].sort().map((model) => ({ value: model, label: model })),
    [jobs],
  );
  const onSearchKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onLeaveSearch();
  };
  return (
    <Toolbar label="Filter of the queue" end={<ColumnsMenu table="queue" columns={columns} />}>
      <TextField
        ref={searchRef}
        type="search"
        aria-label="Filter by name, notes, feed or model"
        aria-keyshortcuts="/"
        placeholder="Name, notes, feed, model"
        className={styles.search}
        value={filter.text}
        onValueChange={(text) => setFilter({ text })}
        onKeyDown={onSearchKey}
      />
      <Select
        aria-label="Filter by state"
        className={styles.choice}
        value={filter.state}
        onValueChange={(state) => setFilter({ state })}
        options={states}
      />
      <Combobox
        aria-label="Filter by model"
        className={styles.choice}
        placeholder="Any model"
        emptyText="No job has such a model."
        value={filter.model === '' ? null : filter.model}
        onValueChange={(model) => setFilter({ model: model ?? '' })}
        options={models}
      />
      <span className={styles.days}>
        <span className={styles.count}>Created</span>
        <DayField
          aria-label="Created on or after, UTC"
          value={filter.from}
          onValueChange={(from) => setFilter({ from })}
        />
        <span className={styles.count}>to</span>
        <DayField
          aria-label="Created on or before, UTC"
          value={filter.to}
          onValueChange={(to) => setFilter({ to })}
        />
      </span>
      {isFiltering(filter) && (
        <>
          <span role="status" className={styles.count}>
            {formatWhole(shown)} of {formatWhole(jobs.length)}
          </span>
          <Button look="quiet" onClick={() => setFilter(everything)}>
            Show all
          </Button>
        </>
      )}
    </Toolbar>
  );
}
