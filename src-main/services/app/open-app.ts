import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hindcastVersion } from '../../../src-core/engine-version.ts';
import { ActivityLog } from '../activities/activity-log.ts';
import { ApiHost } from '../api/api-host.ts';
import { appHandlers } from '../api/app-handlers.ts';
import { candleFileHandlers } from '../api/candle-file-handlers.ts';
import { cacheHandlers } from '../api/cache-handlers.ts';
import { coordinatorHandlers } from '../api/coordinator-handlers.ts';
import { dataHandlers } from '../api/data-handlers.ts';
import { EventHub } from '../api/event-hub.ts';
import { exportHandlers } from '../api/export-handlers.ts';
import { fileHandlers } from '../api/file-handlers.ts';
import { jobHandlers } from '../api/job-handlers.ts';
import { queueHandlers } from '../api/queue-handlers.ts';
import { resultHandlers } from '../api/result-handlers.ts';
import { settingsHandlers } from '../api/settings-handlers.ts';
import { CachePinner } from '../cache/versions/cache-pinner.ts';
import { CandleCache } from '../cache/candle-cache.ts';
import { coordinatorAddress } from '../coordinators/coordinator-address.ts';
import { BandwidthLimit } from '../coordinator/bandwidth-limit.ts';
import { Coordinators } from '../coordinators/coordinators.ts';
import { defaultCoordinator } from '../coordinators/default-coordinator.ts';
import { NetworkStatus } from '../coordinators/network-status.ts';
import { PreparedExports } from '../exports/prepared-exports.ts';
import { FolderPathGuard, openPathGuard } from '../files/path-guard.ts';
import { createHome, type Home } from '../home/home.ts';
import { systemClock, type Clock } from '../jobs/clock.ts';
import { currentUser } from '../jobs/submission/current-user.ts';
import { freeMemoryBytes } from '../jobs/running/free-memory.ts';
import { openJobQueue } from '../jobs/job-queue.ts';
import { systemProcessTree } from '../jobs/running/process-tree.ts';
import { AppLog } from '../log/app-log.ts';
import { DataWorkerClient } from '../processes/data-worker-client.ts';
import { isOffline } from '../settings/offline.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import type { App } from './app.ts';
import { openCache } from '../cache/open-cache.ts';
import { openFoldersOf } from './open-folders.ts';
import type { ShellPorts } from './shell-ports.ts';
import { StatusLine } from './status-line.ts';
import { TroubleLog } from './trouble-log.ts';

/**
 * Opens the services of a home, creating it when needed, and starts what its queue holds. The command line and further
 * applications may use the same home meanwhile.
 *
 * @throws HindcastError `BAD_INPUT` when the home cannot be used, or its settings are damaged
 */
export async function openApp(home: Home, ports: ShellPorts, clock: Clock = systemClock): Promise<App> {
  createHome(home);
  const uploads = join(home.root, 'uploads');
  mkdirSync(uploads, { recursive: true, mode: 0o700 });
  const log = new AppLog(home, clock);
  log.write('info', 'app_started', { shell: ports.capabilities.shell, version: hindcastVersion });
  const troubles = new TroubleLog(log, clock);
  const settings = new SettingsStore(home, clock);
  const { slots, retryDelaysSeconds, pullBytesPerSecond } = await settings.read();
  const bandwidth = new BandwidthLimit(clock, pullBytesPerSecond);
  const hub = new EventHub(clock);
  const status = new StatusLine(home, hub, clock);
  const network = new NetworkStatus((reached) => status.setNetwork(reached));
  const activities = new ActivityLog(clock, (activity) => {
    hub.publish({ type: 'activity', activity });
    if (activity.state !== 'running') status.remeasure();
  });
  const cache = new CandleCache(home.cache);
  const preset = defaultCoordinator(process.env);
  const queue = await openJobQueue({
    home,
    pinner: new CachePinner(
      cache,
      (named) => coordinatorAddress(home, preset, named),
      () => clock.now(),
    ),
    spawner: ports.spawner,
    clock,
    tree: systemProcessTree,
    hub,
    freeMemoryBytes,
    slots,
    retryDelaysSeconds,
    retentionDays: async () => (await settings.read()).retentionDays,
    onStatus: (now) => status.setQueue(now),
    onHistory: (entries) => log.history(entries),
    onTrouble: (thrown) => troubles.record('queue', thrown),
  });
  status.setQueue(queue.status());
  status.remeasure();
  const stopMeasuring = hub.subscribe(({ event }) => {
    const hasChangedFiles =
      event.type === 'job_removed' ||
      (event.type === 'job' && event.job.state === 'completed') ||
      (event.type === 'stale' && event.area === 'data');
    if (hasChangedFiles) status.remeasure();
  });
  const worker = new DataWorkerClient(ports.spawner);
  const { store } = queue;
  const opened = openCache({
    home,
    cache,
    store,
    worker,
    settings,
    hub,
    clock,
    log,
    onTrouble: (thrown) => troubles.record('cache', thrown),
  });
  const exports = new PreparedExports({ home, store, worker, clock });
  await exports.open();
  const coordinators = new Coordinators({
    home,
    secrets: ports.secrets,
    clock,
    network,
    preset,
    isOffline: async () => isOffline(await settings.read(), process.env),
  });
  const openFolders = openFoldersOf(settings, ports.folders ?? []);
  const paths = ports.trustsPaths
    ? openPathGuard
    : new FolderPathGuard(async () => [...(await openFolders()).map(({ path }) => path), uploads]);
  const user = currentUser();
  const host = new ApiHost({
    handlers: {
      ...appHandlers({
        home,
        ports,
        startedAt: clock.now(),
        hub,
        queue,
        activities,
        status,
        troubles,
        settings,
      }),
      ...settingsHandlers({ settings, queue, bandwidth, hub }),
      ...fileHandlers({ ports, openFolders, uploads }),
      ...jobHandlers({ queue, activities, paths, user }),
      ...queueHandlers(queue),
      ...resultHandlers({ home, store, worker }),
      ...exportHandlers({ exports, ports }),
      ...dataHandlers({
        home,
        cache,
        worker,
        spawner: ports.spawner,
        store,
        coordinators,
        bandwidth,
        activities,
        hub,
        ...opened,
        paths,
        user,
        onSizes: (sizes) => status.setSizes(sizes),
      }),
      ...candleFileHandlers({
        cache,
        worker,
        spawner: ports.spawner,
        exports,
        activities,
        tasks: opened.tasks,
        paths,
      }),
      ...cacheHandlers({ ...opened, store, coordinators, activities, settings }),
      ...coordinatorHandlers({ coordinators, activities, hub, clock }),
    },
    onInternalError: (operation, thrown) => troubles.record(operation, thrown),
  });

  const close = async (): Promise<void> => {
    stopMeasuring();
    await activities.close();
    await exports.close();
    await opened.close();
    await Promise.all([worker.close(), status.close()]);
    // Last: what the others were doing may still have needed the database.
    await queue.close();
    log.write('info', 'app_stopped', { shell: ports.capabilities.shell });
  };
  let closing: Promise<void> | undefined;
  return {
    host,
    hub,
    user,
    readAhead: () => void queue.jobRows(),
    runningJobs: () => queue.runningJobs(),
    onJobEnded: (listener) => queue.onEnded(listener),
    exportFile: (exportId) => exports.exportFile(exportId),
    cancelRunningJobs: () => queue.stop('cancel'),
    reportTrouble: (where, thrown) => troubles.record(where, thrown),
    close: () => (closing ??= close()),
  };
}
