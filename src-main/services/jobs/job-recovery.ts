import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '../home/home.ts';
import { readVerifiedSummary } from '../results/result-files.ts';
import type { JobRecord } from './job-record.ts';
import type { JobStore, Lease } from './job-store.ts';
import { isProcessAlive, pidOfStamp } from './process-stamp.ts';
import type { ProcessTree } from './process-tree.ts';
import { isAbandonedWork, outputFolderOf, relativeResultPath, resultFolderOf } from './result-placement.ts';

/** How often the loss of its process sends a job back to the queue before it counts as failed. */
const forgivenInterruptions = 1;

/**
 * Puts in order what processes that are gone have left: running jobs go back to the queue once and fail the second
 * time, unless their result is in place already; their workers are ended and their files deleted. Safe at any time, in
 * several processes at once.
 */
export async function recoverJobs(home: Home, store: JobStore, tree: ProcessTree): Promise<void> {
  for (const job of store.running()) {
    if (job.leaseId === null || job.ownerProcess === null || isProcessAlive(job.ownerProcess)) continue;
    await endWorker(job, tree);
    await recoverJob(home, store, job, { jobId: job.jobId, leaseId: job.leaseId });
  }
  for (const name of await readdir(home.tmp)) {
    if (!isAbandonedWork(name)) continue;
    // A worker that is just ending may write one more file; what cannot be deleted now is found again next time.
    await rm(join(home.tmp, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

async function recoverJob(home: Home, store: JobStore, job: JobRecord, lease: Lease): Promise<void> {
  if (!existsSync(outputFolderOf(home, lease.leaseId))) {
    const summary = await readVerifiedSummary(resultFolderOf(home, job.jobId), job.jobId).catch(
      () => undefined,
    );
    if (summary !== undefined && summary.receipt.snapshot_id === job.snapshotId) {
      store.complete(
        lease,
        {
          headline: summary.headline,
          warnings: summary.warnings,
          resultPath: relativeResultPath(job.jobId),
        },
        () => undefined,
      );
      return;
    }
  }
  if (job.cancelRequestedAt !== null) {
    store.cancel(lease, 'its process ended after it was asked to stop');
  } else if (job.interruptions < forgivenInterruptions) {
    store.interrupt(lease, `process ${job.ownerProcess ?? ''} is gone`);
  } else {
    store.fail(lease, {
      code: 'INTERRUPTED',
      message: 'Hindcast ended while the job ran, twice in a row. Run it again.',
      details: { interruptions: job.interruptions + 1 },
    });
  }
}

/** A worker leaves when its owner does, but not while a model keeps it busy. */
async function endWorker(job: JobRecord, tree: ProcessTree): Promise<void> {
  if (job.workerProcess === null || !isProcessAlive(job.workerProcess)) return;
  const pid = pidOfStamp(job.workerProcess);
  if (pid === undefined) return;
  tree.kill([...(await tree.descendants(pid)), pid]);
}
