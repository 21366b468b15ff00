import { create } from 'zustand';
import type { Sort } from '../../ui/data-table/column.ts';
import { everything, type QueueFilter } from './filter-jobs.ts';

/** What the queue shows outlives the screen: whoever looks at a run and comes back finds it as it was. */
interface QueueView {
  readonly filter: QueueFilter;
  readonly selection: ReadonlySet<string>;
  readonly sort: Sort;
  /** The job that was looked at last. */
  readonly openedId: string | undefined;
}

export const useQueueView = create<QueueView>(() => ({
  filter: everything,
  selection: new Set(),
  sort: { column: 'created', descending: true },
  openedId: undefined,
}));

export function setFilter(change: Partial<QueueFilter>): void {
  useQueueView.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}

export function setSelection(selection: ReadonlySet<string>): void {
  useQueueView.setState({ selection });
}

export function setSort(sort: Sort): void {
  useQueueView.setState({ sort });
}

export function rememberOpened(openedId: string): void {
  useQueueView.setState({ openedId });
}
