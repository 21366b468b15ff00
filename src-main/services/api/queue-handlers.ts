import type { queueOperations } from '../../../src-core/api/contract/queue.ts';
import { actOnJobs } from '../jobs/bulk-action.ts';
import { isTerminal } from '../../../src-core/job/job-state.ts';
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
    'queue.resume': async () => {
      store.order.resume();
      queue.orderChanged();
      return { done: true };
    },
    'queue.move': async ({ jobIds, place }, { actor }) => ({ moved: store.order.move(jobIds, place, actor) }),
    'queue.prioritize': ({ jobIds, priority }, { actor }) =>
      actOnJobs(bulk, jobIds, (jobId) => void store.order.prioritize(jobId, priority, actor)),
    'queue.schedule': ({ jobIds, notBefore }, { actor }) =>
      actOnJobs(bulk, jobIds, (jobId) => void store.order.schedule(jobId, notBefore, actor)),
    'queue.groups': async () => store.groups.list(),
    'queue.cancelGroup': async ({ groupId }, { actor }) => {
      const open = store.groups
        .jobIds(store.groups.find(groupId).groupId)
        .filter((jobId) => !isTerminal(store.get(jobId)?.state ?? 'cancelled'));
      return actOnJobs(bulk, open, (jobId) => void service.cancel(jobId, actor));
    },
  };
}
