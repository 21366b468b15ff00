import { rmSync } from 'node:fs';
import type { BulkOutcome } from '../../../../src-core/api/common-schemas.ts';
import type { Home } from '../../home/home.ts';
import { actOnJobs, type BulkParts } from './bulk-action.ts';
import { logPath } from '../logs/job-log.ts';
import { takeResultAway } from '../running/result-placement.ts';

/**
 * Deletes ended, unpinned jobs: the result first, then log and row, so that what a crash leaves is a job without a result
 * rather than files that nobody knows.
 */
export async function removeJobs(
  home: Home,
  parts: BulkParts,
  jobIds: readonly string[],
): Promise<BulkOutcome> {
  const deletions: (() => Promise<void>)[] = [];
  const outcome = await actOnJobs(parts, jobIds, (jobId) => {
    parts.store.remove(jobId, () => {
      deletions.push(takeResultAway(home, jobId));
      rmSync(logPath(home.logs, jobId), { force: true });
    });
  });
  // Big results take a while; they are out of the way already, and what cannot be deleted now is when jobs are recovered.
  for (const deleteResult of deletions) await deleteResult().catch(() => undefined);
  return outcome;
}
