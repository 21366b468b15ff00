import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { ConnectionState } from '../../../src-core/api/client.ts';
import type { Activity } from '../../../src-core/api/activity.ts';
import type { JobRow, Slot } from '../../../src-core/api/job-row.ts';
import type { Status } from '../../../src-core/api/events.ts';
import type { Progress } from '../../../src-core/job/progress.ts';
import type { LiveStore, LiveStoreState } from './live-store.ts';

export const LiveContext = createContext<LiveStore | undefined>(undefined);

/** The store itself, for what is not drawn: announcements, reading a job inside a handler. */
export function useLiveStore(): LiveStore {
  const store = useContext(LiveContext);
  if (store === undefined) throw new Error('There is no LiveContext above this component.');
  return store;
}

function useSelected<Value>(selector: (state: LiveStoreState) => Value): Value {
  return useStore(useLiveStore(), selector);
}

const noJobs: Readonly<Record<string, JobRow>> = {};
const noSlots: readonly Slot[] = [];

/** All jobs by id. Redraws when a job changes, not on progress. */
export function useJobs(): Readonly<Record<string, JobRow>> {
  return useSelected((state) => state.live?.jobs ?? noJobs);
}

/** One job; undefined when there is none, or while the snapshot is on its way (see {@link useLiveStatus}). */
export function useJob(jobId: string): JobRow | undefined {
  return useSelected((state) => state.live?.jobs[jobId]);
}

/** How far a job is; up to ten new values a second. */
export function useJobProgress(jobId: string): Progress | undefined {
  return useSelected(
    (state) => state.live?.progress[jobId] ?? state.live?.jobs[jobId]?.progress ?? undefined,
  );
}

export function useSlots(): readonly Slot[] {
  return useSelected((state) => state.live?.slots ?? noSlots);
}

/** Pulls, imports, checks: those that run and those that ended since the host started, newest last. */
export function useActivities(keep: (activity: Activity) => boolean = () => true): Activity[] {
  return useStore(
    useLiveStore(),
    useShallow((state: LiveStoreState) => Object.values(state.live?.activities ?? {}).filter(keep)),
  );
}

export function useHostStatus(): Status | undefined {
  return useSelected((state) => state.live?.status);
}

/** Whether the queue is paused: nothing is taken from it. */
export function useIsPaused(): boolean {
  return useSelected((state) => (state.live?.status.paused ?? null) !== null);
}

/** Whether there is a snapshot, why not, and whether the connection stands: `ended` is for good. */
export function useLiveStatus(): { isReady: boolean; error: unknown; connection: ConnectionState } {
  const store = useLiveStore();
  const isReady = useStore(store, (state) => state.live !== undefined);
  const error = useStore(store, (state) => state.error);
  const connection = useStore(store, (state) => state.connection);
  return { isReady, error, connection };
}
