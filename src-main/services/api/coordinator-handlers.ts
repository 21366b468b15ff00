import type { coordinatorOperations } from '../../../src-core/api/contract/coordinators.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../src-core/feed/feed-schema.ts';
import type { DayFile } from '../../../src-core/feed/index-entry.ts';
import { parseRange } from '../../../src-core/time/utc.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import type { Coordinators } from '../coordinators/coordinators.ts';
import { describeBackfill } from '../coordinators/describe-backfill.ts';
import { followBackfill } from '../coordinators/follow-backfill.ts';
import { offeredFeeds } from '../coordinators/offered-feeds.ts';
import { startBackfill } from '../coordinators/start-backfill.ts';
import { testConnection } from '../coordinators/test-connection.ts';
import type { Clock } from '../jobs/clock.ts';
import type { EventHub } from './event-hub.ts';
import type { Handlers } from './handlers.ts';

export interface CoordinatorHandlerParts {
  readonly coordinators: Coordinators;
  readonly activities: ActivityLog;
  readonly hub: EventHub;
  readonly clock: Clock;
}

/** Answers everything that is asked of coordinators. */
export function coordinatorHandlers(
  parts: CoordinatorHandlerParts,
): Handlers<keyof typeof coordinatorOperations> {
  const { coordinators, activities, hub, clock } = parts;
  const isStale = (...areas: ('coordinators' | 'backfills')[]): void => {
    for (const area of areas) hub.publish({ type: 'stale', area });
  };
  const freshIndex = async (coordinatorId: string): Promise<readonly DayFile[]> => {
    const index = await (await coordinators.client(coordinatorId)).index();
    coordinators.indexes.put(coordinatorId, index);
    return index;
  };
  return {
    'coordinators.list': () => coordinators.list(),

    'coordinators.save': async (input) => {
      const saved = await coordinators.save(input);
      isStale('coordinators');
      return saved;
    },

    'coordinators.remove': async ({ coordinatorId }) => {
      await coordinators.remove(coordinatorId);
      isStale('coordinators');
      return { done: true };
    },

    'coordinators.ask': async ({ coordinatorId }) => {
      await coordinators.ask(coordinatorId);
      // Those who offer nothing yet are looked at again.
      isStale('coordinators');
      hub.publish({ type: 'stale', area: 'data' });
      return { done: true };
    },

    'coordinators.asked': () => coordinators.asked(),

    'coordinators.test': async ({ coordinatorId }) =>
      testConnection(await coordinators.client(coordinatorId, 'brief'), clock),

    'coordinators.feeds': async ({ coordinatorId }) => {
      const client = await coordinators.client(coordinatorId, 'brief');
      return (await client.feeds()).flatMap((summary) => {
        const { source, subject, kind, granularity } = summary;
        const feed = feedSchema.safeParse({ source, subject, kind, granularity });
        // One that no folder can be named after cannot be pulled either.
        if (!feed.success) return [];
        const { recordCount, oldestTs, newestTs, watermarkTs } = summary;
        return [{ feed: feed.data, recordCount, oldestTs, newestTs, watermarkTs }];
      });
    },

    'coordinators.latest': async ({ coordinatorId, feed, limit }) => {
      const client = await coordinators.client(coordinatorId, 'brief');
      const records = await client.latestRecords(feed, limit);
      return records.map(({ ts, ingestedTs, values }) => ({ ts, ingestedTs, values }));
    },

    'coordinators.index': async ({ coordinatorId }) =>
      offeredFeeds(await freshIndex(coordinatorId)).map(
        ({ feed, files, firstDay, lastDay, records, sizeBytes }) => {
          return { feed, days: files.length, firstDay, lastDay, records, sizeBytes };
        },
      ),

    'coordinators.days': async ({ coordinatorId, feed }) => {
      const index = await freshIndex(coordinatorId);
      const name = feedPath(feed);
      return index
        .filter((file) => feedPath(file.feed) === name)
        .map(({ day, records, sizeBytes }) => ({ day, records, sizeBytes }))
        .sort((left, right) => (left.day < right.day ? -1 : 1));
    },

    'coordinators.backfill': async ({ coordinatorId, feed, firstDay, lastDay }) => {
      parseRange(firstDay, lastDay);
      const client = await coordinators.client(coordinatorId);
      const job = await startBackfill(client, feed, firstDay, lastDay, clock.now());
      const backfill = describeBackfill(job, clock.now());
      if (backfill === undefined || feedPath(backfill.feed) !== feedPath(feed)) {
        throw new HindcastError(
          'COORDINATOR_LIED',
          `The coordinator at ${client.baseUrl} answers with a backfill of another feed than was asked for.`,
        );
      }
      const activity = activities.start(
        followBackfill(
          {
            client: await coordinators.client(coordinatorId, 'brief'),
            clock,
            onStatus: () => {
              coordinators.indexes.drop(coordinatorId);
              isStale('backfills', 'coordinators');
            },
          },
          backfill,
        ),
      );
      isStale('backfills');
      return { backfill, activityId: activity.activityId };
    },

    'coordinators.backfills': async ({ coordinatorId }) => {
      const client = await coordinators.client(coordinatorId, 'brief');
      const now = clock.now();
      return (await client.backfillJobs()).flatMap((job) => describeBackfill(job, now) ?? []);
    },
  };
}
