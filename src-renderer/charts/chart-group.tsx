import { createContext, useContext, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Span } from './span.ts';

/** What the time charts of one page share. */
export interface ChartGroupState {
  /** The span that all of them show; null for everything. */
  readonly zoom: Span | null;
  /** The span that is selected in all of them. */
  readonly brush: Span | null;
}

export type ChartGroupStore = StoreApi<ChartGroupState>;

export function createChartGroup(): ChartGroupStore {
  return createStore<ChartGroupState>(() => ({ zoom: null, brush: null }));
}

const ChartGroupContext = createContext<ChartGroupStore | undefined>(undefined);

/** Links the time axes of the charts inside. Pass a `store` to keep zoom and brush while tabs change. */
export function ChartGroup({ store, children }: { store?: ChartGroupStore; children: ReactNode }) {
  const [own] = useState(createChartGroup);
  return <ChartGroupContext value={store ?? own}>{children}</ChartGroupContext>;
}

/** The group that a chart is in; one of its own when there is none around it. */
export function useChartGroupStore(): ChartGroupStore {
  const [own] = useState(createChartGroup);
  return useContext(ChartGroupContext) ?? own;
}

/** What the group shows and has selected, for tables and texts beside the charts. */
export function useChartGroup(): ChartGroupState {
  return useStore(useChartGroupStore());
}
