import { rmSync } from 'node:fs';
import type { BulkOutcome } from '../../../../src-core/api/common-schemas.ts';
import type { Home } from '../../home/home.ts';
import type { Removal } from '../store/job-store.ts';
import { actOnJobs, type BulkParts } from './bulk-action.ts';
import { logPath } from '../logs/job-log.ts';
import { takeResultAway, type TakenResult } from '../running/result-placement.ts';

/**
 * Deletes ended, unpinned jobs: the result goes out of the way first, then the row, then the files, so that what a crash leaves
 * is a job without a result rather than files that nobody knows.
 */
export async function removeJobs(
  home: Home,
  parts: BulkParts,
  jobIds: readonly string[],
  removal: Removal,
): Promise<BulkOutcome> {
  const { store } = parts;
  const taken = new Map<string, TakenResult>();
  try {
    return await actOnJobs(parts, jobIds, (jobId) => {
      store.remove(jobId, removal, () => taken.set(jobId, takeResultAway(home, jobId)));
    });
  } finally {
    for (const [jobId, result] of taken) {
      // The database may have refused to let the job go, even at the very end.
      if (store.get(jobId) !== undefined) {
        result.putBack();
        continue;
      }
      rmSync(logPath(home.logs, jobId), { force: true });
      // Big results take a while; they are out of the way already, and what cannot be deleted now is when jobs are recovered.
      await result.delete().catch(() => undefined);
    }
  }
}
