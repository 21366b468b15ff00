import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createApiClient, type ApiClient } from '../../src-core/api/client.ts';
import type { Activity } from '../../src-core/api/activity.ts';
import type { ApiEvent } from '../../src-core/api/events.ts';
import { dataHandlers as workerHandlers, type DataHandler } from '../../src-worker/data/handlers.ts';
import { SessionPool } from '../../src-worker/data/session-pool.ts';
import type { DataCall } from '../../src-core/data/data-worker-protocol.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { openCache } from '../../src-main/services/cache/open-cache.ts';
import { AppLog } from '../../src-main/services/log/app-log.ts';
import { SettingsStore } from '../../src-main/services/settings/settings-store.ts';
import { ActivityLog } from '../../src-main/services/activities/activity-log.ts';
import { CandleCache } from '../../src-main/services/cache/candle-cache.ts';
import { Coordinators } from '../../src-main/services/coordinators/coordinators.ts';
import type { DefaultCoordinator } from '../../src-main/services/coordinators/default-coordinator.ts';
import { NetworkStatus } from '../../src-main/services/coordinators/network-status.ts';
import type { Fetch } from '../../src-main/services/coordinator/http-exchange.ts';
import { PreparedExports } from '../../src-main/services/exports/prepared-exports.ts';
import type { PathGuard } from '../../src-main/services/files/path-guard.ts';
import { openPathGuard } from '../../src-main/services/files/path-guard.ts';
import { createHome, resolveHome, type Home } from '../../src-main/services/home/home.ts';
import { openDatabase } from '../../src-main/services/jobs/store/database.ts';
import { SqliteJobStore } from '../../src-main/services/jobs/store/sqlite-job-store.ts';
import { FakeClock } from '../../src-main/services/jobs/testing/fake-clock.ts';
import type { DataWorkerClient } from '../../src-main/services/processes/data-worker-client.ts';
import { ForkedNodeSpawner } from '../../src-main/services/processes/forked-node-spawner.ts';
import { SessionSecretStore } from '../../src-main/services/settings/secret-store.ts';
import { ApiHost } from '../../src-main/services/api/api-host.ts';
import { candleFileHandlers } from '../../src-main/services/api/candle-file-handlers.ts';
import { cacheHandlers } from '../../src-main/services/api/cache-handlers.ts';
import { coordinatorHandlers } from '../../src-main/services/api/coordinator-handlers.ts';
import { dataHandlers } from '../../src-main/services/api/data-handlers.ts';
import { EventHub } from '../../src-main/services/api/event-hub.ts';
import type { AllHandlers } from '../../src-main/services/api/handlers.ts';
import { memoryCarrier } from '../../src-main/services/api/memory-carrier.ts';

export interface DataBenchOptions {
  /** Absolute; a new one when left out. */
  readonly folder?: string;
  readonly preset?: DefaultCoordinator;
  readonly fetch?: Fetch;
  readonly paths?: PathGuard;
}

/** The handlers of data and coordinators over a home of their own, asked through the API; answers are checked too. */
export class DataBench {
  readonly folder: string;
  readonly home: Home;
  readonly clock = new FakeClock();
  readonly secrets = new SessionSecretStore();
  readonly store: SqliteJobStore;
  readonly cache: CandleCache;
  readonly coordinators: Coordinators;
  readonly network = new NetworkStatus(() => undefined);
  readonly exports: PreparedExports;
  readonly hub = new EventHub(this.clock);
  readonly activities: ActivityLog;
  readonly owner: ApiClient;
  readonly viewer: ApiClient;
  readonly events: ApiEvent[] = [];
  /** How often the data worker was asked for what. */
  readonly asked: string[] = [];
  readonly internalErrors: unknown[] = [];

  constructor(options: DataBenchOptions = {}) {
    this.folder = options.folder ?? temporaryFolder();
    this.home = resolveHome(join(this.folder, 'home'), {});
    createHome(this.home);
    const { home, clock, hub } = this;
    this.store = new SqliteJobStore(openDatabase(home.database, clock.now()), clock);
    this.cache = new CandleCache(home.cache);
    this.activities = new ActivityLog(clock, (activity) => hub.publish({ type: 'activity', activity }));
    this.coordinators = new Coordinators({
      home,
      secrets: this.secrets,
      clock,
      network: this.network,
      preset: options.preset ?? { url: 'http://127.0.0.1:1', apiKey: undefined },
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    });
    const { cache, store, coordinators, activities } = this;
    const sessions = new SessionPool();
    const request = (type: DataCall, parameters: never): Promise<unknown> => {
      this.asked.push(type);
      return (workerHandlers[type] as DataHandler<DataCall>)(parameters, sessions);
    };
    const ask = request as DataWorkerClient['request'];
    const worker = { request: ask, requestAlone: ask };
    const spawner = new ForkedNodeSpawner(process.env);
    this.exports = new PreparedExports({ home, store, worker, clock });
    const paths = options.paths ?? openPathGuard;
    const settings = new SettingsStore(home, clock);
    const log = new AppLog(home, clock);
    const onTrouble = (thrown: unknown): void => void this.internalErrors.push(thrown);
    const opened = openCache({ home, cache, store, worker, settings, hub, clock, log, onTrouble });
    const handlers: Partial<AllHandlers> = {
      ...candleFileHandlers({
        cache,
        worker,
        spawner,
        exports: this.exports,
        activities,
        tasks: opened.tasks,
        paths,
      }),
      ...dataHandlers({
        home,
        cache,
        worker,
        spawner,
        store,
        coordinators,
        activities,
        hub,
        ...opened,
        paths,
        user: 'ada',
        onSizes: () => undefined,
      }),
      ...cacheHandlers({ ...opened, store, coordinators, activities, settings }),
      ...coordinatorHandlers({ coordinators, activities, hub, clock }),
    };
    const host = new ApiHost({
      handlers: handlers as AllHandlers,
      onInternalError: (_, thrown) => this.internalErrors.push(thrown),
      checkOutputs: true,
    });
    this.owner = createApiClient(memoryCarrier(host, hub, 'owner'));
    this.viewer = createApiClient(memoryCarrier(host, hub, 'viewer'));
    hub.subscribe(({ event }) => this.events.push(event));
    onTestFinished(async () => {
      await activities.close();
      await this.exports.close();
      await opened.close();
      sessions.close();
      store.close();
    });
  }

  activity(activityId: string): Activity {
    const found = this.activities.list().find((activity) => activity.activityId === activityId);
    if (found === undefined) throw new Error(`no activity ${activityId}`);
    return found;
  }

  /** Resolves with an activity when it has ended; time stands still meanwhile. */
  ended(activityId: string): Promise<Activity> {
    return this.when(activityId, ({ state }) => state !== 'running');
  }

  /** Resolves with an activity as soon as it is as wanted. */
  when(activityId: string, isWanted: (activity: Activity) => boolean): Promise<Activity> {
    const now = this.activity(activityId);
    if (isWanted(now)) return Promise.resolve(now);
    return new Promise((resolve) => {
      const stop = this.hub.subscribe(({ event }) => {
        if (event.type !== 'activity' || event.activity.activityId !== activityId) return;
        if (!isWanted(event.activity)) return;
        stop();
        resolve(event.activity);
      });
    });
  }

  staleAreas(): string[] {
    return this.events.flatMap((event) => (event.type === 'stale' ? [event.area] : []));
  }
}
