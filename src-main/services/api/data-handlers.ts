import type { Status } from '../../../src-core/api/events.ts';
import type { dataOperations } from '../../../src-core/api/contract/data.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { isSyntheticFeed } from '../../../src-core/feed/feed.ts';
import { countDays, daysBetween, parseRange } from '../../../src-core/time/utc.ts';
import type { ActivityLog, ActivityRequest } from '../activities/activity-log.ts';
import { dayInDetail, feedCalendar, type CalendarParts } from '../cache/quality/calendar.ts';
import { candleBytes } from '../cache/candle-bytes.ts';
import type { CandleCache } from '../cache/candle-cache.ts';
import { importTask } from '../cache/tasks/import-task.ts';
import { pullTask } from '../cache/tasks/pull-task.ts';
import { removeRange } from '../cache/tasks/remove-range.ts';
import { verifyTask } from '../cache/tasks/verify-task.ts';
import type { BandwidthLimit } from '../coordinator/bandwidth-limit.ts';
import type { OpenCache } from '../cache/open-cache.ts';
import type { Coordinators } from '../coordinators/coordinators.ts';
import { freeBytes } from '../files/free-bytes.ts';
import { folderSize } from '../files/folder-size.ts';
import type { PathGuard } from '../files/path-guard.ts';
import type { Home } from '../home/home.ts';
import type { JobStore } from '../jobs/store/job-store.ts';
import { specPathsOf } from '../jobs/submission/spec-paths.ts';
import { preflight } from '../preflight/preflight.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import type { EventHub } from './event-hub.ts';
import type { Handlers } from './handlers.ts';

export interface DataHandlerParts extends Pick<OpenCache, 'pinned' | 'tasks'> {
  readonly home: Home;
  readonly cache: CandleCache;
  readonly worker: Pick<DataWorkerClient, 'request'>;
  /** Starts a data worker for each import, which can be ended when the import is cancelled. */
  readonly spawner: ProcessSpawner;
  readonly store: JobStore;
  readonly coordinators: Coordinators;
  /** Of all pulls of this process; none when left out. */
  readonly bandwidth?: BandwidthLimit;
  readonly activities: ActivityLog;
  readonly hub: EventHub;
  readonly paths: PathGuard;
  /** Whom jobs belong to, as when they are submitted. */
  readonly user: string;
  /** Told whenever somebody asks, so that no two places show different figures. */
  readonly onSizes: (sizes: Pick<Status, 'cacheBytes' | 'resultBytes'>) => void;
}

/** More than ten years. */
const mostDays = 4000;

/** Answers everything that is asked of candles on this machine, and of what runs beside the queue. */
export function dataHandlers(parts: DataHandlerParts): Handlers<keyof typeof dataOperations> {
  const { home, cache, worker, spawner, store, coordinators, activities, hub, paths, user } = parts;
  const { pinned, tasks } = parts;
  const areStale = (): void => hub.publish({ type: 'stale', area: 'data' });
  const calendar: CalendarParts = {
    cache,
    quarantine: home.quarantine,
    assess: (query) => worker.request('assessDays', query),
    pinned,
  };
  const start = (request: ActivityRequest): { activityId: string } => ({
    activityId: activities.start(request).activityId,
  });
  // A preflight that did not wait for an index is worth asking again once that has come.
  coordinators.indexes.onLate(areStale);
  return {
    'data.feeds': async () => {
      const feeds = await cache.listFeeds();
      const summaries = await Promise.all(
        feeds.map(async (feed) => {
          const days = await cache.cachedDays(feed);
          const [firstDay, lastDay] = [days[0], days.at(-1)];
          // Its last day may just have been removed.
          if (firstDay === undefined || lastDay === undefined) return [];
          const sizeBytes = await cache.sizeOf(feed, days);
          const isSynthetic = isSyntheticFeed(feed);
          return [{ feed, days: days.length, firstDay, lastDay, sizeBytes, isSynthetic }];
        }),
      );
      return summaries.flat();
    },

    'data.calendar': async ({ feed, firstDay, lastDay }) => {
      requireShortRange(firstDay, lastDay);
      const days = await feedCalendar(calendar, feed, daysBetween(firstDay, lastDay));
      return days.map(({ shown }) => shown);
    },

    'data.day': ({ feed, day }) => dayInDetail(calendar, feed, day),

    'data.usage': async () => {
      const [cacheBytes, resultBytes, quarantineBytes, free] = await Promise.all([
        candleBytes(home.cache),
        folderSize(home.results),
        folderSize(home.quarantine),
        freeBytes(home.root),
      ]);
      parts.onSizes({ cacheBytes, resultBytes });
      return { cacheBytes, resultBytes, quarantineBytes, freeBytes: free };
    },

    'data.pull': async ({ coordinatorId, feed, firstDay, lastDay, refresh, ...limits }) => {
      requireShortRange(firstDay, lastDay);
      const client = await coordinators.client(coordinatorId);
      await coordinators.ask(coordinatorId);
      const { bandwidth } = parts;
      return start(
        pullTask({ ...tasks, bandwidth }, { client, feed, firstDay, lastDay, refresh, ...limits }),
      );
    },

    'data.import': async ({ path, feed, skipBadRows, options }) => {
      await paths.assertReadable(path);
      return start(importTask({ ...tasks, spawner }, { path, feed, skipBadRows, options }));
    },

    'data.verify': async ({ feed }) => start(verifyTask(tasks, feed)),

    'data.remove': async ({ feed, firstDay, lastDay }) => {
      parseRange(firstDay, lastDay);
      return removeRange(tasks, feed, firstDay, lastDay);
    },

    'data.preflight': ({ spec }) =>
      preflight(
        { ...calendar, store, coordinators, user },
        { input: spec, subject: 'The spec', ...specPathsOf(home, paths) },
      ),

    'activities.cancel': async ({ activityId }) => ({ activity: activities.cancel(activityId) }),

    'activities.dismiss': async ({ activityId }) => {
      activities.dismiss(activityId);
      return { done: true };
    },
  };
}

function requireShortRange(firstDay: string, lastDay: string): void {
  parseRange(firstDay, lastDay);
  if (countDays(firstDay, lastDay) <= mostDays) return;
  throw new HindcastError(
    'BAD_INPUT',
    `${firstDay} to ${lastDay} is more than ${mostDays} days. Choose a shorter range.`,
  );
}
