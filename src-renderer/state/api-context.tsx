import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { ApiClient } from '../../src-core/api/client.ts';
import type { OutputOf } from '../../src-core/api/contract.ts';
import type { Permission } from '../../src-core/api/permissions.ts';
import type { LiveStore } from './live/live-store.ts';
import { LiveContext } from './live/use-live.ts';
import { QueryCache } from './query/query-cache.ts';

/** What the host says about itself and this session. */
export type AppInfo = OutputOf<'app.info'>;

interface ApiValue {
  readonly api: ApiClient;
  readonly cache: QueryCache;
  readonly info: AppInfo;
}

const ApiContext = createContext<ApiValue | undefined>(undefined);

export interface ApiProviderProps {
  api: ApiClient;
  /** What is going on, by the events of `api`. */
  live: LiveStore;
  info: AppInfo;
  children: ReactNode;
}

/** Gives the API to everything below, and keeps queries fresh from its events. */
export function ApiProvider({ api, live, info, children }: ApiProviderProps) {
  const [cache] = useState(() => new QueryCache());
  useEffect(() => invalidateOnEvents(api, cache), [api, cache]);
  const value = useMemo(() => ({ api, cache, info }), [api, cache, info]);
  return (
    <ApiContext value={value}>
      <LiveContext value={live}>{children}</LiveContext>
    </ApiContext>
  );
}

function invalidateOnEvents(api: ApiClient, cache: QueryCache): () => void {
  const stopEvents = api.onEvent(({ event }) => {
    if (event.type === 'stale') cache.invalidate(event.area);
    if (event.type === 'job') cache.invalidate(`job:${event.job.jobId}`);
    if (event.type === 'job_removed') cache.invalidate(`job:${event.jobId}`);
    if (event.type === 'job' || event.type === 'job_removed') cache.invalidate('jobs');
    if (event.type === 'logged') cache.invalidate(`log:${event.jobId}`);
  });
  let wasLost = false;
  const stopConnection = api.onConnection((state) => {
    if (state === 'open' && wasLost) cache.invalidateAll();
    wasLost = state === 'lost';
  });
  return () => {
    stopEvents();
    stopConnection();
  };
}

function useValue(): ApiValue {
  const value = useContext(ApiContext);
  if (value === undefined) throw new Error('There is no ApiProvider above this component.');
  return value;
}

export function useApi(): ApiClient {
  return useValue().api;
}

export function useQueryCache(): QueryCache {
  return useValue().cache;
}

/** Versions, home folder, role, permissions and what the shell can do (`info.capabilities`). */
export function useInfo(): AppInfo {
  return useValue().info;
}

/** Whether this session may; the host checks again, this only decides what is offered. */
export function usePermission(permission: Permission): boolean {
  return useValue().info.permissions.includes(permission);
}

/** Asks again for every query with a tag. */
export function useInvalidate(): (tag: string) => void {
  const { cache } = useValue();
  return useMemo(() => (tag: string) => cache.invalidate(tag), [cache]);
}
