import { amountOf } from '../../../../src-core/text/amount-of.ts';
import { byteSize } from '../../../../src-core/text/byte-size.ts';
import { actOnJobs } from '../../../services/jobs/upkeep/bulk-action.ts';
import { daysBefore } from '../../../services/jobs/days-before.ts';
import type { RetentionPreview } from '../../../services/jobs/store/queue-statistics.ts';
import { currentUser } from '../../../services/jobs/submission/current-user.ts';
import { removeJobs } from '../../../services/jobs/upkeep/job-removal.ts';
import { retryJobs } from '../../../services/jobs/submission/job-retry.ts';
import { writeResult } from '../../command-io.ts';
import type { CommonOptions } from '../../common-options.ts';
import { openDatasetPinner } from '../../open-dataset-pinner.ts';
import { parseCount } from '../../parse-options.ts';
import { terminalIo } from '../../terminal-io.ts';
import { jobIdsOf, tellTrouble, withJobStore } from './with-job-store.ts';
import { throwFailures, writeOutcome } from './write-outcome.ts';

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
  const figuresOf = ({ count, bytes }: RetentionPreview): string =>
    `${amountOf(count, 'job')} that ended more than ${days} days ago, with ${byteSize(bytes)} of results`;
  await withJobStore(options, async (store, home) => {
    if (options.dryRun === true) {
      const preview = store.statistics.retentionPreview(days);
      writeResult(terminalIo(options), preview, () => `This would delete ${figuresOf(preview)}.`);
      return;
    }
    const old = store.lists
      .endedBefore(daysBefore(new Date(), days))
      .flatMap((jobId) => store.get(jobId) ?? []);
    const parts = { store, onTrouble: tellTrouble };
    const removal = {
      actor: currentUser(),
      cause: `asked to delete what ended more than ${days} days ago`,
    };
    const { done, failed } = await removeJobs(
      home,
      parts,
      old.map(({ jobId }) => jobId),
      removal,
    );
    const isDeleted = new Set(done);
    const deleted = old.filter(({ jobId }) => isDeleted.has(jobId));
    const figures = {
      count: deleted.length,
      bytes: deleted.reduce((sum, { resultBytes }) => sum + (resultBytes ?? 0), 0),
      oldest: deleted[0]?.completedAt ?? null,
    };
    writeResult(terminalIo(options), figures, () => `Deleted ${figuresOf(figures)}.`);
    throwFailures(failed);
  });
}
