import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultRetryDelaysSeconds } from '../../../../src-core/job/retry-policy.ts';
import { leaseVariable } from '../../../../src-core/job/worker-protocol.ts';
import { folderSize } from '../../files/folder-size.ts';
import type { Home } from '../../home/home.ts';
import { readVerifiedSummary } from '../../results/result-files.ts';
import { endFailed } from './end-failed.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { Lease } from '../store/job-attempts.ts';
import type { JobStore } from '../store/job-store.ts';
import { isProcessAlive, pidOfStamp } from '../../processes/process-stamp.ts';
import type { ProcessTree } from './process-tree.ts';
import { isAbandonedWork, outputFolderOf, relativeResultPath, resultFolderOf } from './result-placement.ts';

/**
 * Puts in order what processes that are gone have left: running jobs go back to the queue or fail by the
 * retry rule, unless their result is in place already; their workers are ended and their files deleted. Safe at any time, in
 * several processes at once.
 *
 * @param lapsed jobs whose process is there but has not renewed their lease; they are taken from it
 */
export async function recoverJobs(
  home: Home,
  store: JobStore,
  tree: ProcessTree,
  retryDelaysSeconds: readonly number[] = defaultRetryDelaysSeconds,
  lapsed: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const job of store.running()) {
    const { jobId, leaseId, ownerProcess } = job;
    if (leaseId === null || ownerProcess === null) continue;
    const isAlive = isProcessAlive(ownerProcess);
    if (isAlive && !lapsed.has(jobId)) continue;
    await endWorker(job, leaseId, tree);
    await recoverJob(home, store, job, leaseId, {
      reason: isAlive
        ? `Hindcast (process ${ownerProcess}) did not renew its lease on the job for a minute.`
        : `Hindcast (process ${ownerProcess}) ended while the job ran.`,
      retryDelaysSeconds,
    });
  }
  for (const name of await readdir(home.tmp)) {
    if (!isAbandonedWork(name)) continue;
    // A worker that is just ending may write one more file; what cannot be deleted now is found again next time.
    await rm(join(home.tmp, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

async function recoverJob(
  home: Home,
  store: JobStore,
  job: JobRecord,
  leaseId: string,
  { reason, retryDelaysSeconds }: { reason: string; retryDelaysSeconds: readonly number[] },
): Promise<void> {
  const lease: Lease = { jobId: job.jobId, leaseId };
  if (!existsSync(outputFolderOf(home, leaseId))) {
    const summary = await readVerifiedSummary(resultFolderOf(home, job.jobId), job.jobId).catch(
      () => undefined,
    );
    if (summary !== undefined && summary.receipt.snapshot_id === job.snapshotId) {
      store.attempts.complete(
        lease,
        {
          headline: summary.headline,
          warnings: summary.warnings,
          resultPath: relativeResultPath(job.jobId),
          resultBytes: await folderSize(resultFolderOf(home, job.jobId)),
          peakMemoryBytes: job.peakMemoryBytes ?? 0,
        },
        () => undefined,
      );
      return;
    }
  }
  if (job.cancelRequestedAt !== null) {
    store.attempts.cancel(lease, 'its process ended after it was asked to stop');
  } else {
    const error = {
      code: 'INTERRUPTED',
      message: reason,
      details: { retries: job.retries },
    } as const;
    endFailed(store, job, lease, error, retryDelaysSeconds);
  }
}

/**
 * Ends a worker and what it has started. It leaves when its owner does, but not while a model keeps it busy; and when it
 * was killed with its model, nobody has ended what that was just starting.
 */
async function endWorker({ workerProcess }: JobRecord, leaseId: string, tree: ProcessTree): Promise<void> {
  const pid = workerProcess !== null && isProcessAlive(workerProcess) ? pidOfStamp(workerProcess) : undefined;
  if (pid !== undefined) tree.kill([...(await tree.descendants(pid)), pid]);
  tree.kill(await tree.startedWith(leaseVariable, leaseId));
}
