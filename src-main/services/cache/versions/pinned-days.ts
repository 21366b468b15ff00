import { setImmediate as nextTurn } from 'node:timers/promises';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { JobStore } from '../../jobs/store/job-store.ts';

/** Reading snapshots blocks everything else; after this long others get their turn. */
const turnMilliseconds = 4;

/**
 * Which day files results and jobs in the queue depend on. A snapshot never changes, so each is read once.
 */
export class PinnedDays {
  readonly #store: Pick<JobStore, 'snapshotsInUse' | 'snapshot' | 'lists'>;
  readonly #pathsOf = new Map<string, readonly string[]>();
  /** One string for each path, however many snapshots hold it. */
  readonly #paths = new Map<string, string>();

  /** What was pinned at a number of the jobs' changes: nothing to look for while that stays. */
  #latest: { readonly change: number; readonly paths: ReadonlySet<string> } | undefined;

  constructor(store: Pick<JobStore, 'snapshotsInUse' | 'snapshot' | 'lists'>) {
    this.#store = store;
  }

  /** Paths below the cache root. */
  async paths(): Promise<ReadonlySet<string>> {
    const change = this.#store.lists.lastChange();
    if (this.#latest?.change === change) return this.#latest.paths;
    const ids = this.#store.snapshotsInUse();
    await this.#read(ids);
    const paths = new Set<string>();
    for (const id of ids) for (const path of this.#pathsOf.get(id) ?? []) paths.add(path);
    this.#latest = { change, paths };
    return paths;
  }

  async #read(ids: readonly string[]): Promise<void> {
    let turnEnds = performance.now() + turnMilliseconds;
    for (const id of ids) {
      if (this.#pathsOf.has(id)) continue;
      this.#pathsOf.set(id, this.#pathsOfSnapshot(id));
      if (performance.now() < turnEnds) continue;
      await nextTurn();
      turnEnds = performance.now() + turnMilliseconds;
    }
  }

  #pathsOfSnapshot(id: string): string[] {
    try {
      return this.#store.snapshot(id).files.map(({ path }) => this.#shared(path));
    } catch (error) {
      // Its last job was removed while others had their turn: nothing depends on it any more.
      if (error instanceof HindcastError) return [];
      throw error;
    }
  }

  #shared(path: string): string {
    const shared = this.#paths.get(path);
    if (shared !== undefined) return shared;
    this.#paths.set(path, path);
    return path;
  }
}
