import type { queueOperations, QueueStats } from '../../../src-core/api/contract/queue.ts';
import { actOnJobs } from '../jobs/upkeep/bulk-action.ts';
import { examineQueue } from '../jobs/doctor/examine-queue.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Handlers } from './handlers.ts';

/** Everything of `queue.*`. */
export function queueHandlers(queue: JobQueue): Handlers<keyof typeof queueOperations> {
  const { store, service } = queue;
  const bulk = { store, onTrouble: queue.parts.onTrouble };
  return {
    'queue.pause': async (_, { actor }) => {
      store.order.pause(actor);
      queue.orderChanged();
      return { done: true };
    },
    'queue.resume': async (_, { actor }) => {
      store.order.resume(actor);
      queue.orderChanged();
      return { done: true };
    },
    'queue.move': async ({ jobIds, place }, { actor }) => ({ moved: store.order.move(jobIds, place, actor) }),
    'queue.prioritize': ({ jobIds, priority }, { actor }) =>
      actOnJobs(bulk, jobIds, (jobId) => store.order.prioritize(jobId, priority, actor)),
    'queue.schedule': ({ jobIds, notBefore }, { actor }) =>
      actOnJobs(bulk, jobIds, (jobId) => store.order.schedule(jobId, notBefore, actor)),
    'queue.doctor': async (choice) => ({ findings: await examineQueue({ ...queue.parts, store }, choice) }),
    'queue.stats': async () => statsOf(queue),
    'queue.retentionPreview': async ({ days }) => store.statistics.retentionPreview(days),
    'queue.groups': async () => store.groups.list(),
    'queue.cancelGroup': async ({ groupId }, { actor }) => {
      const open = store.groups.openJobIds(store.groups.find(groupId).groupId);
      return actOnJobs(bulk, open, (jobId) => void service.cancel(jobId, actor));
    },
  };
}

function statsOf(queue: JobQueue): QueueStats {
  const { store, service } = queue;
  const slots = new Map(queue.slotsNow().map((slot) => [slot.jobId, slot]));
  const workers = store
    .running()
    .map((job) => ({
      jobId: job.jobId,
      name: job.name,
      startedAt: job.startedAt ?? job.queuedAt,
      stalledAt: job.stalledAt,
      runsHere: service.runsHere(job.jobId),
      residentBytes: slots.get(job.jobId)?.residentBytes ?? null,
      peakMemoryBytes: job.peakMemoryBytes,
      attempt: job.attempt,
      retries: job.retries,
      maxRetries: job.maxRetries,
    }))
    .sort((left, right) => (left.startedAt < right.startedAt ? -1 : 1));
  return { ...store.statistics.read(), paused: store.order.paused(), workers };
}
