import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { EventHub } from '../../../services/api/event-hub.ts';
import { createHome } from '../../../services/home/home.ts';
import { systemClock } from '../../../services/jobs/clock.ts';
import { freeMemoryBytes } from '../../../services/jobs/running/free-memory.ts';
import { openJobQueue, type JobQueue } from '../../../services/jobs/job-queue.ts';
import { systemProcessTree } from '../../../services/jobs/running/process-tree.ts';
import { AppLog, errorFields } from '../../../services/log/app-log.ts';
import { ForkedNodeSpawner } from '../../../services/processes/forked-node-spawner.ts';
import { SettingsStore } from '../../../services/settings/settings-store.ts';
import { writeResult } from '../../command-io.ts';
import { homeOf, type CommonOptions } from '../../common-options.ts';
import { Interruption } from '../../interruption.ts';
import { openDatasetPinner } from '../../open-dataset-pinner.ts';
import { parseCount } from '../../parse-options.ts';
import { terminalIo } from '../../terminal-io.ts';
import { tellTrouble } from './with-job-store.ts';

export interface WorkOptions extends CommonOptions {
  readonly slots?: string;
  readonly untilIdle?: boolean;
}

const mostSlots = 64;

/** `hindcast jobs work`: runs what the queue holds, until it is interrupted or, with `--until-idle`, has nothing to do. */
export async function workOnJobs(options: WorkOptions): Promise<void> {
  const chosen = options.slots === undefined ? undefined : parseCount('--slots', options.slots, 1, mostSlots);
  const interruption = new Interruption();
  const home = homeOf(options);
  createHome(home);
  const settings = new SettingsStore(home, systemClock);
  const { slots, retryDelaysSeconds } = await settings.read();
  const log = new AppLog(home, systemClock);
  log.write('info', 'work_started');
  const hub = new EventHub(systemClock);
  const queue = await openJobQueue({
    home,
    pinner: openDatasetPinner(home),
    spawner: new ForkedNodeSpawner(process.env),
    clock: systemClock,
    tree: systemProcessTree,
    hub,
    freeMemoryBytes,
    slots: chosen ?? slots,
    retryDelaysSeconds,
    retentionDays: async () => (await settings.read()).retentionDays,
    onStatus: () => undefined,
    onHistory: (entries) => log.history(entries),
    onTrouble: (thrown) => {
      log.write('error', 'trouble', { where: 'queue', error: errorFields(thrown) });
      tellTrouble(thrown);
    },
  });
  const ended: JobRow[] = [];
  try {
    const stopListening = queue.onEnded((job) => {
      ended.push(job);
      if (options.json !== true) process.stdout.write(`${describe(job)}\n`);
    });
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    interruption.handle(finish);
    const stopLooking =
      options.untilIdle === true ? finishWhenIdle(queue, hub, finish) : (): void => undefined;
    await done;
    stopLooking();
    stopListening();
  } finally {
    await queue.close();
    log.write('info', 'work_stopped');
    interruption.stop();
  }
  const jobs = ended.map(({ jobId, name, state, error }) => ({ job_id: jobId, name, state, error }));
  if (options.json === true) writeResult(terminalIo(options), { jobs }, () => '');
}

/**
 * Nothing is left to do when nothing runs, nothing could start now, and nothing waits to be tried again.
 *
 * @returns ends the looking for it
 */
function finishWhenIdle(queue: JobQueue, hub: EventHub, finish: () => void): () => void {
  const look = (): void => {
    const depth = queue.store.statistics.depth();
    const isPaused = queue.store.order.paused() !== null;
    const isWaiting = !isPaused && (depth.ready > 0 || queue.store.order.hasRetries());
    if (depth.running === 0 && queue.runningJobs() === 0 && !isWaiting) finish();
  };
  let isOver = false;
  const unsubscribe = hub.subscribe(({ event }) => {
    // A slot is free only after it has told of its job's end.
    if (event.type !== 'job' && event.type !== 'slots' && event.type !== 'job_removed') return;
    setImmediate(() => {
      if (!isOver) look();
    });
  });
  look();
  return () => {
    isOver = true;
    unsubscribe();
  };
}

function describe({ jobId, name, state, error }: JobRow): string {
  return `${jobId.slice(0, 12)}  ${state.padEnd(9)}  ${name}${error === null ? '' : `  ${error.code}: ${error.message}`}`;
}
