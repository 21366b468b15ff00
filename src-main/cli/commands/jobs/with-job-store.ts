import type { Home } from '../../../services/home/home.ts';
import type { JobStore } from '../../../services/jobs/store/job-store.ts';
import { homeOf, type CommonOptions } from '../../common-options.ts';
import { openJobStore } from '../../open-job-services.ts';

/** Opens the queue for one command. */
export async function withJobStore<Result>(
  options: CommonOptions,
  use: (store: JobStore, home: Home) => Result | Promise<Result>,
): Promise<Result> {
  const home = homeOf(options);
  const store = await openJobStore(home);
  try {
    return await use(store, home);
  } finally {
    store.close();
  }
}

/** Ids of the jobs that the user named by their first characters. Throws as `JobStore.find`. */
export function jobIdsOf(store: JobStore, ids: readonly string[]): string[] {
  return ids.map((id) => store.find(id).jobId);
}

/** Goes to standard error: a command of one call has no log that anybody reads. */
export function tellTrouble(thrown: unknown): void {
  process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
}
