import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { failureOfOne, type BulkParts } from '../upkeep/bulk-action.ts';
import type { DatasetPinner } from './dataset-pinner.ts';
import { atItsTurn } from '../store/job-record.ts';
import {
  enqueue,
  readSubmission,
  type ReadSubmission,
  type Submission,
  type SubmitRequest,
} from './job-submission.ts';

/** What became of one job of a batch. */
export type BatchEntry = Submission | { readonly error: ErrorEnvelope };

export interface Batch {
  /** Null when every job was there already or was refused. */
  readonly groupId: string | null;
  /** In the order of the requests. */
  readonly jobs: readonly BatchEntry[];
}

/**
 * Queues jobs as one group, all in one transaction: a crash leaves the whole batch or none of it. A request that is
 * refused does not keep the others out. A job that is there already stays in the group it is in.
 *
 * @param name of the group
 * @param actor who makes the group
 */
export async function submitBatch(
  name: string,
  requests: readonly SubmitRequest[],
  actor: string,
  { store, onTrouble }: BulkParts,
  pinner: DatasetPinner,
): Promise<Batch> {
  const read: (ReadSubmission | { error: ErrorEnvelope })[] = [];
  for (const request of requests) {
    read.push(
      await readSubmission(request, pinner).catch((thrown: unknown) => ({
        error: failureOfOne(thrown, onTrouble),
      })),
    );
  }
  return store.together(() => {
    const groupId = store.groups.create(name, actor);
    const jobs = read.map((entry, place): BatchEntry => {
      if ('error' in entry) return entry;
      try {
        return enqueue(inGroup(entry, groupId, place), store);
      } catch (thrown) {
        return { error: failureOfOne(thrown, onTrouble) };
      }
    });
    store.groups.forgetEmpty(groupId);
    return { groupId: store.groups.has(groupId) ? groupId : null, jobs };
  });
}

function inGroup(entry: ReadSubmission, groupId: string, place: number): ReadSubmission {
  const schedule = { ...atItsTurn, ...entry.request.schedule, groupId, place };
  return { ...entry, newJob: { ...entry.newJob, schedule } };
}
