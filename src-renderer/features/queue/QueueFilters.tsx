import { useMemo, type RefObject } from 'react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { stateWords, type ShownState } from '../../format/job-state.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { ColumnsMenu } from '../../ui/data-table/ColumnsMenu.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { everything, isFiltering, type QueueFilter } from './filter-jobs.ts';
import { setFilter, useQueueView } from './queue-filter-store.ts';
import styles from './queue.module.css';

const states: readonly { value: QueueFilter['state']; label: string }[] = [
  { value: 'all', label: 'Any state' },
  { value: 'active', label: 'Queued or running' },
  { value: 'pinned', label: 'Pinned' },
  ...(Object.entries(stateWords) as [ShownState, string][]).map(([value, label]) => ({ value, label })),
];
const anyModel = { value: ' ', label: 'Any model' };

/** Narrows the queue by state, words, model and day. */
export function QueueFilters({
  jobs,
  shown,
  columns,
  searchRef,
}: {
  jobs: readonly JobRow[];
  shown: number;
  columns: readonly Column<JobRow>[];
  searchRef: RefObject<HTMLInputElement | null>;
}) {
  const filter = useQueueView((view) => view.filter);
  const models = useMemo(
    () =>
      [...new Set(jobs.map(({ model }) => model))].sort().map((model) => ({ value: model, label: model })),
    [jobs],
  );
  return (
    <Toolbar label="Filter of the queue" end={<ColumnsMenu table="queue" columns={columns} />}>
      <TextField
        ref={searchRef}
        type="search"
        aria-label="Filter by text"
        placeholder="Filter by name, notes, feed, model"
        className={styles.search}
        value={filter.text}
        onValueChange={(text) => setFilter({ text })}
      />
      <Select
        aria-label="Filter by state"
        className={styles.choice}
        value={filter.state}
        onValueChange={(state) => setFilter({ state })}
        options={states}
      />
      <Select
        aria-label="Filter by model"
        className={styles.choice}
        value={filter.model === '' ? anyModel.value : filter.model}
        onValueChange={(model) => setFilter({ model: model === anyModel.value ? '' : model })}
        options={[anyModel, ...models]}
      />
      <TextField
        type="date"
        aria-label="Created on or after, UTC"
        className={styles.day}
        value={filter.from}
        onValueChange={(from) => setFilter({ from })}
      />
      <TextField
        type="date"
        aria-label="Created on or before, UTC"
        className={styles.day}
        value={filter.to}
        onValueChange={(to) => setFilter({ to })}
      />
      {isFiltering(filter) && (
        <>
          <span role="status" className={styles.count}>
            {shown} of {jobs.length}
          </span>
          <Button look="quiet" onClick={() => setFilter(everything)}>
            Show all
          </Button>
        </>
      )}
    </Toolbar>
  );
}
