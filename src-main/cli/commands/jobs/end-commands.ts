import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { byteSize } from '../../../../src-core/text/byte-size.ts';
import { actOnJobs } from '../../../services/jobs/upkeep/bulk-action.ts';
import { daysBefore } from '../../../services/jobs/days-before.ts';
import { currentUser } from '../../../services/jobs/submission/current-user.ts';
import { removeJobs } from '../../../services/jobs/upkeep/job-removal.ts';
import { retryJobs } from '../../../services/jobs/submission/job-retry.ts';
import { writeResult } from '../../command-io.ts';
import type { CommonOptions } from '../../common-options.ts';
import { openDatasetPinner } from '../../open-dataset-pinner.ts';
import { parseCount } from '../../parse-options.ts';
import { terminalIo } from '../../terminal-io.ts';
import { jobIdsOf, tellTrouble, withJobStore } from './with-job-store.ts';
import { writeOutcome } from './write-outcome.ts';

/** `hindcast jobs cancel --group GROUP`: cancels the jobs of a group that have not ended. */
export async function cancelGroup(group: string, options: CommonOptions): Promise<void> {
  await withJobStore(options, async (store) => {
    const open = store.groups.openJobIds(store.groups.find(group).groupId);
    const outcome = await actOnJobs(
      { store, onTrouble: tellTrouble },
      open,
      (jobId) => void store.requestCancel(jobId, currentUser()),
    );
    writeOutcome(options, outcome, 'is cancelled, or was asked to stop');
  });
}

/** `hindcast jobs retry JOB…`: queues ended jobs again. */
export async function retryEndedJobs(ids: readonly string[], options: CommonOptions): Promise<void> {
  await withJobStore(options, async (store, home) => {
    const parts = { store, onTrouble: tellTrouble };
    const pinner = openDatasetPinner(home);
    writeOutcome(
      options,
      await retryJobs(parts, pinner, jobIdsOf(store, ids), currentUser()),
      'is queued again',
    );
  });
}

/** `hindcast jobs remove JOB…`: deletes ended jobs with their results. */
export async function removeEndedJobs(ids: readonly string[], options: CommonOptions): Promise<void> {
  await withJobStore(options, async (store, home) => {
    const parts = { store, onTrouble: tellTrouble };
    const removal = { actor: currentUser(), cause: 'asked to delete it' };
    const outcome = await removeJobs(home, parts, jobIdsOf(store, ids), removal);
    writeOutcome(options, outcome, 'is deleted');
  });
}

export interface PruneOptions extends CommonOptions {
  readonly days: string;
  readonly dryRun?: boolean;
}

/** `hindcast jobs prune --days N`: deletes ended, unpinned jobs that ended longer ago. Rule Q35. */
export async function pruneJobs(options: PruneOptions): Promise<void> {
  const days = parseCount('--days', options.days, 1, 36_500);
  await withJobStore(options, async (store, home) => {
    const preview = store.statistics.retentionPreview(days);
    const figures = `${preview.count} jobs that ended more than ${days} days ago, with ${byteSize(preview.bytes)} of results`;
    if (options.dryRun === true) {
      writeResult(terminalIo(options), preview, () => `This would delete ${figures}.`);
      return;
    }
    const jobIds = store.lists.endedBefore(daysBefore(new Date(), days));
    const parts = { store, onTrouble: tellTrouble };
    const removal = {
      actor: currentUser(),
      cause: `asked to delete what ended more than ${days} days ago`,
    };
    const { done, failed } = await removeJobs(home, parts, jobIds, removal);
    writeResult(terminalIo(options), { ...preview, count: done.length }, () => `Deleted ${figures}.`);
    const [first] = failed;
    if (first !== undefined) throw new HindcastError(first.error.code, first.error.message);
  });
}
