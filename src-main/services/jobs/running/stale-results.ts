import { readdir } from 'node:fs/promises';
import type { Home } from '../../home/home.ts';
import type { JobStore } from '../store/job-store.ts';
import { takeResultAway } from './result-placement.ts';

/**
 * Deletes the result of an earlier attempt when the job was run again and then failed or was cancelled: only a completed
 * job has one. Rule Q24.
 */
export async function removeStaleResult(home: Home, store: JobStore, jobId: string): Promise<void> {
  // In a transaction, so that nobody puts a new result in place between the look and the deletion.
  const taken = store.together(() => {
    const state = store.get(jobId)?.state;
    return state === 'failed' || state === 'cancelled' ? takeResultAway(home, jobId) : undefined;
  });
  await taken?.delete();
}

/** What {@link removeStaleResult} was kept from by a crash. */
export async function removeStaleResults(home: Home, store: JobStore): Promise<void> {
  const present = new Set(await readdir(home.results));
  if (present.size === 0) return;
  for (const jobId of store.lists.endedWithoutResult()) {
    if (present.has(jobId)) await removeStaleResult(home, store, jobId);
  }
}
