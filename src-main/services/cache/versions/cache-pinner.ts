import type { Feed } from '../../../../src-core/feed/feed.ts';
import type { FoundFaults } from '../../../../src-core/quality/fault-policy.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import type { TimeRange } from '../../../../src-core/time/utc.ts';
import type { DatasetPinner, PinnedDataset } from '../../jobs/submission/dataset-pinner.ts';
import type { CandleCache } from '../candle-cache.ts';
import { knownFaults } from '../quality/known-faults.ts';
import { noteUse } from '../upkeep/day-uses.ts';
import { standingOf } from './pinned-standing.ts';

/** The candle cache as what pins the data of jobs: it knows coordinators by their names, and notes what is used. */
export class CachePinner implements DatasetPinner {
  readonly #cache: CandleCache;
  readonly #addressOf: (coordinator: string) => Promise<string>;
  readonly #now: () => Date;

  /** @param addressOf the address of a coordinator that is given by its address or its name */
  constructor(cache: CandleCache, addressOf: (coordinator: string) => Promise<string>, now: () => Date) {
    this.#cache = cache;
    this.#addressOf = addressOf;
    this.#now = now;
  }

  async pinSnapshot(
    feeds: readonly Feed[],
    firstDay: string,
    lastDay: string,
    coordinator?: string,
  ): Promise<PinnedDataset> {
    const address = coordinator === undefined ? undefined : await this.#addressOf(coordinator);
    const now = this.#now();
    await Promise.all(feeds.map((feed) => noteUse(this.#cache.folderOf(feed), firstDay, lastDay, now)));
    return this.#cache.pinSnapshot(feeds, firstDay, lastDay, address);
  }

  async knownFaults(
    feeds: readonly Feed[],
    range: TimeRange,
    files: readonly PinnedFile[],
  ): Promise<FoundFaults> {
    return knownFaults(this.#cache, feeds, range, files);
  }

  async gone(files: readonly PinnedFile[]): Promise<readonly PinnedFile[]> {
    return (await standingOf(this.#cache.root, files)).gone;
  }
}
