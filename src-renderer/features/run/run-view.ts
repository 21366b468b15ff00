import { createContext, useContext, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ApiClient } from '../../../src-core/api/client.ts';
import { createChartGroup, type ChartGroupStore } from '../../charts/chart-group.tsx';
import { createJobLog, type JobLog } from './log/job-log.ts';

/** What the screen of a run keeps while its tabs come and go. */
export interface RunView {
  /** Zoom and selection of all time charts. */
  readonly charts: ChartGroupStore;
  readonly log: JobLog;
  /** Whatever else parts of the screen want to find again, by names of theirs. */
  readonly kept: Map<string, unknown>;
}

export function createRunView(api: ApiClient, jobId: string): RunView {
  return { charts: createChartGroup(), log: createJobLog(api, jobId), kept: new Map() };
}

export const RunViewContext = createContext<RunView | undefined>(undefined);

export function useRunView(): RunView {
  const view = useContext(RunViewContext);
  if (view === undefined) throw new Error('There is no RunViewContext above this component.');
  return view;
}

/** State that is found again when its part of the screen comes back. */
export function useKept<Value>(name: string, initial: Value): [Value, (next: Value) => void] {
  const { kept } = useRunView();
  const [value, setValue] = useState(() => (kept.has(name) ? (kept.get(name) as Value) : initial));
  return [
    value,
    (next) => {
      kept.set(name, next);
      setValue(next);
    },
  ];
}

/** Scrolls the element of a tab to where it was left, and keeps where it is left next. */
export function useRememberedScroll(tab: string): RefObject<HTMLDivElement | null> {
  const { kept } = useRunView();
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const scrolled = element.current;
    if (scrolled === null) return;
    const name = `scroll ${tab}`;
    scrolled.scrollTop = (kept.get(name) as number | undefined) ?? 0;
    const keep = (): void => void kept.set(name, scrolled.scrollTop);
    scrolled.addEventListener('scroll', keep, { passive: true });
    return () => scrolled.removeEventListener('scroll', keep);
  }, [kept, tab]);
  return element;
}
