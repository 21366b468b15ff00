import { setImmediate as nextTurn } from 'node:timers/promises';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { JobStore } from '../../jobs/store/job-store.ts';

/** Reading snapshots blocks everything else; after this long others get their turn. */
const turnMilliseconds = 4;

interface PinnedDay {
  /** Path below the cache root. */
  readonly path: string;
  readonly sha256: string;
}

/** What is pinned at a number of the jobs' changes: nothing to look for while that stays. */
interface Pinned {
  readonly change: number;
  readonly paths: ReadonlySet<string>;
  readonly hashes: ReadonlySet<string>;
}

/**
 * Which day files results and jobs in the queue depend on. A snapshot never changes, so each is read once.
 */
export class PinnedDays {
  readonly #store: Pick<JobStore, 'snapshotsInUse' | 'snapshot' | 'lists'>;
  readonly #daysOf = new Map<string, readonly PinnedDay[]>();
  /** One object for each path and hash, however many snapshots hold it. */
  readonly #days = new Map<string, PinnedDay>();
  #latest: Pinned | undefined;

  constructor(store: Pick<JobStore, 'snapshotsInUse' | 'snapshot' | 'lists'>) {
    this.#store = store;
  }

  /** Paths below the cache root. */
  async paths(): Promise<ReadonlySet<string>> {
    return (await this.#now()).paths;
  }

  /** SHA-256 of the files, wherever their bytes lie. */
  async hashes(): Promise<ReadonlySet<string>> {
    return (await this.#now()).hashes;
  }

  async #now(): Promise<Pinned> {
    const change = this.#store.lists.lastChange();
    if (this.#latest?.change === change) return this.#latest;
    const ids = this.#store.snapshotsInUse();
    await this.#read(ids);
    const [paths, hashes] = [new Set<string>(), new Set<string>()];
    for (const id of ids) {
      for (const { path, sha256 } of this.#daysOf.get(id) ?? []) {
        paths.add(path);
        hashes.add(sha256);
      }
    }
    this.#latest = { change, paths, hashes };
    return this.#latest;
  }

  async #read(ids: readonly string[]): Promise<void> {
    let turnEnds = performance.now() + turnMilliseconds;
    for (const id of ids) {
      if (this.#daysOf.has(id)) continue;
      this.#daysOf.set(id, this.#daysOfSnapshot(id));
      if (performance.now() < turnEnds) continue;
      await nextTurn();
      turnEnds = performance.now() + turnMilliseconds;
    }
  }

  #daysOfSnapshot(id: string): PinnedDay[] {
    try {
      return this.#store.snapshot(id).files.map((file) => this.#shared(file));
    } catch (error) {
      // Its last job was removed while others had their turn: nothing depends on it any more.
      if (error instanceof HindcastError) return [];
      throw error;
    }
  }

  #shared({ path, sha256 }: PinnedDay): PinnedDay {
    const key = `${path} ${sha256}`;
    const known = this.#days.get(key);
    if (known !== undefined) return known;
    const day = { path, sha256 };
    this.#days.set(key, day);
    return day;
  }
}
