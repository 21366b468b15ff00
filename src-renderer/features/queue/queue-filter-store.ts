import { create } from 'zustand';
import { everything, type QueueFilter } from './filter-jobs.ts';

/** The filter and the selection outlive the screen: whoever looks at a run and comes back finds both as they were. */
interface QueueView {
  readonly filter: QueueFilter;
  readonly selection: ReadonlySet<string>;
}

export const useQueueView = create<QueueView>(() => ({ filter: everything, selection: new Set() }));

export function setFilter(change: Partial<QueueFilter>): void {
  useQueueView.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}

export function setSelection(selection: ReadonlySet<string>): void {
  useQueueView.setState({ selection });
}
