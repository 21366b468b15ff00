import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BulkOutcome } from '../../../../src-core/api/common-schemas.ts';
import {
  HindcastError,
  toErrorEnvelope,
  type ErrorEnvelope,
} from '../../../../src-core/errors/hindcast-error.ts';
import type { JobStore } from '../store/job-store.ts';

/** As many changes wait for the disk together; between groups others get their turn. */
const groupSize = 50;

/**
 * What a caller is told of one failure among several.
 *
 * @param onTrouble hears of those that only a developer can make sense of
 */
export function failureOfOne(thrown: unknown, onTrouble: (thrown: unknown) => void): ErrorEnvelope {
  if (thrown instanceof HindcastError) return toErrorEnvelope(thrown);
  onTrouble(thrown);
  return {
    code: 'INTERNAL',
    message: 'It failed inside Hindcast. Its log says more; trying again may help.',
  };
}

export interface BulkParts {
  readonly store: JobStore;
  /** Hears of failures that only a developer can make sense of. */
  readonly onTrouble: (thrown: unknown) => void;
}

/**
 * Does the same to many jobs, and says of each whether it worked. When the database takes no more changes, what it has
 * taken stays, and the rest has failed.
 *
 * @param act runs inside a transaction of the store; what it throws is only about that job
 * @param prepare runs before, outside of the transaction, and may throw as well
 */
export async function actOnJobs(
  { store, onTrouble }: BulkParts,
  jobIds: readonly string[],
  act: (jobId: string) => void,
  prepare: (jobId: string) => Promise<void> = () => Promise.resolve(),
): Promise<BulkOutcome> {
  const distinct = [...new Set(jobIds)];
  const outcome: BulkOutcome = { done: [], failed: [] };
  const fail = (jobId: string, thrown: unknown): void => {
    outcome.failed.push({ jobId, error: failureOfOne(thrown, onTrouble) });
  };
  for (let from = 0; from < distinct.length; from += groupSize) {
    const prepared: string[] = [];
    for (const jobId of distinct.slice(from, from + groupSize)) {
      await prepare(jobId).then(
        () => prepared.push(jobId),
        (thrown: unknown) => fail(jobId, thrown),
      );
    }
    const done: string[] = [];
    try {
      store.together(() => {
        for (const jobId of prepared) {
          try {
            act(jobId);
            done.push(jobId);
          } catch (thrown) {
            fail(jobId, thrown);
          }
        }
      });
    } catch (thrown) {
      const error = failureOfOne(thrown, onTrouble);
      const failed = new Set(outcome.failed.map(({ jobId }) => jobId));
      const rest = distinct.slice(from).filter((jobId) => !failed.has(jobId));
      outcome.failed.push(...rest.map((jobId) => ({ jobId, error })));
      return outcome;
    }
    outcome.done.push(...done);
    await nextTurn();
  }
  return outcome;
}
