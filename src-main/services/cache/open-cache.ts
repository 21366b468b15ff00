import type { EventHub } from '../api/event-hub.ts';
import { CacheUpkeep } from './upkeep/cache-upkeep.ts';
import type { CandleCache } from './candle-cache.ts';
import { dayFileInspector } from './day-file-inspector.ts';
import { FeedTurns } from './feed-turns.ts';
import { PinnedDays } from './versions/pinned-days.ts';
import type { TaskParts } from './tasks/task-parts.ts';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';
import type { JobStore } from '../jobs/store/job-store.ts';
import type { AppLog } from '../log/app-log.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { budgetBytesOf } from '../settings/budget-bytes.ts';

export interface OpenCacheParts {
  readonly home: Home;
  readonly cache: CandleCache;
  readonly store: JobStore;
  readonly worker: Pick<DataWorkerClient, 'request' | 'requestAlone'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly hub: EventHub;
  readonly clock: Clock;
  readonly log: Pick<AppLog, 'write'>;
  readonly onTrouble: (thrown: unknown) => void;
}

/** The candle cache of an application: what changes it, and what keeps it tidy. */
export interface OpenCache {
  readonly pinned: PinnedDays;
  readonly tasks: TaskParts;
  readonly upkeep: CacheUpkeep;
  close(): Promise<void>;
}

/** Tidies the cache at once, whenever days have changed, and when a job that something was pinned for is gone. */
export function openCache(parts: OpenCacheParts): OpenCache {
  const { home, cache, store, worker, settings, hub, clock, log, onTrouble } = parts;
  const pinned = new PinnedDays(store);
  const turns = new FeedTurns();
  const areStale = (): void => hub.publish({ type: 'stale', area: 'data' });
  const upkeep = new CacheUpkeep({
    cache,
    pinned,
    turns,
    now: () => clock.now(),
    budgetBytes: async () => budgetBytesOf(await settings.read()),
    onEvicted: ({ days, freedBytes }) => {
      const files = days.map(({ feed, day }) => `${feed.source}/${feed.subject}/${feed.granularity}/${day}`);
      log.write('info', 'days_evicted', {
        count: days.length,
        freed_bytes: freedBytes,
        days: files.slice(0, 100),
      });
      areStale();
    },
  });
  let tidying: Promise<void> = Promise.resolve();
  let isClosed = false;
  const tidy = (): void => {
    if (!isClosed) tidying = upkeep.tidy().catch(onTrouble);
  };
  const stop = hub.subscribe(({ event }) => {
    if (event.type === 'job_removed') tidy();
  });
  tidy();
  return {
    pinned,
    upkeep,
    tasks: {
      cache,
      quarantine: home.quarantine,
      inspect: dayFileInspector(worker),
      turns,
      now: () => clock.now(),
      makeRoom: (...about) => upkeep.makeRoom(...about),
      onChanged: () => {
        areStale();
        tidy();
      },
    },
    close: async () => {
      isClosed = true;
      stop();
      await tidying;
    },
  };
}
