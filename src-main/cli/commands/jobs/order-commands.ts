import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { prioritySchema } from '../../../../src-core/job/job-base.ts';
import { actOnJobs } from '../../../services/jobs/upkeep/bulk-action.ts';
import { currentUser } from '../../../services/jobs/submission/current-user.ts';
import type { QueuePlace } from '../../../services/jobs/store/queue-order.ts';
import { writeResult } from '../../command-io.ts';
import type { CommonOptions } from '../../common-options.ts';
import { parseChoice, parseMoment } from '../../parse-options.ts';
import { terminalIo } from '../../terminal-io.ts';
import { toTheSecond } from './to-the-second.ts';
import { jobIdsOf, tellTrouble, withJobStore } from './with-job-store.ts';
import { writeOutcome } from './write-outcome.ts';

/** `hindcast jobs pause` */
export async function pauseQueue(options: CommonOptions): Promise<void> {
  await withJobStore(options, (store) => {
    store.order.pause(currentUser());
    writeResult(
      terminalIo(options),
      { paused: store.order.paused() },
      () => 'The queue is paused: nothing is taken from it. What runs goes on.',
    );
  });
}

/** `hindcast jobs resume` */
export async function resumeQueue(options: CommonOptions): Promise<void> {
  await withJobStore(options, (store) => {
    store.order.resume(currentUser());
    writeResult(terminalIo(options), { paused: null }, () => 'The queue goes on.');
  });
}

export interface MoveOptions extends CommonOptions {
  readonly front?: boolean;
  readonly back?: boolean;
  readonly before?: string;
}

/** `hindcast jobs move JOB… --front|--back|--before JOB` */
export async function moveJobs(ids: readonly string[], options: MoveOptions): Promise<void> {
  const chosen = [options.front, options.back, options.before].filter((choice) => choice !== undefined);
  if (chosen.length !== 1) {
    throw new HindcastError('BAD_INPUT', 'Say where to: one of --front, --back and --before JOB.');
  }
  await withJobStore(options, (store) => {
    const place: QueuePlace =
      options.before === undefined
        ? { to: options.front === true ? 'front' : 'back' }
        : { before: store.find(options.before).jobId };
    const jobIds = jobIdsOf(store, ids);
    const moved = store.order.move(jobIds, place, currentUser());
    const passed = jobIds.filter((jobId) => !moved.includes(jobId));
    writeResult(terminalIo(options), { moved, not_waiting: passed }, () =>
      [
        ...moved.map((jobId) => `Job ${jobId.slice(0, 12)} was moved.`),
        ...passed.map((jobId) => `Job ${jobId.slice(0, 12)} does not wait, and has no place in the queue.`),
      ].join('\n'),
    );
  });
}

/** `hindcast jobs priority JOB… --to PRIORITY` */
export async function prioritizeJobs(
  ids: readonly string[],
  options: CommonOptions & { readonly to: string },
): Promise<void> {
  const priority = parseChoice('priority', options.to, prioritySchema.options);
  await withJobStore(options, async (store) => {
    const outcome = await actOnJobs({ store, onTrouble: tellTrouble }, jobIdsOf(store, ids), (jobId) =>
      store.order.prioritize(jobId, priority, currentUser()),
    );
    writeOutcome(options, outcome, `has priority ${priority}`);
  });
}

/** `hindcast jobs schedule JOB… --at TIME|--now` */
export async function scheduleJobs(
  ids: readonly string[],
  options: CommonOptions & { readonly at?: string; readonly now?: boolean },
): Promise<void> {
  if ((options.at === undefined) === (options.now !== true)) {
    throw new HindcastError('BAD_INPUT', 'Say when: one of --at TIME and --now.');
  }
  const notBefore = options.at === undefined ? null : parseMoment('--at', options.at);
  await withJobStore(options, async (store) => {
    const outcome = await actOnJobs({ store, onTrouble: tellTrouble }, jobIdsOf(store, ids), (jobId) =>
      store.order.schedule(jobId, notBefore, currentUser()),
    );
    writeOutcome(
      options,
      outcome,
      notBefore === null
        ? 'starts when it is its turn'
        : `starts at ${toTheSecond(notBefore)} at the earliest`,
    );
  });
}
