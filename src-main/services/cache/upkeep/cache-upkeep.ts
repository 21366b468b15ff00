import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath } from '../../../../src-core/feed/feed.ts';
import { byteSize } from '../../../../src-core/text/byte-size.ts';
import type { CandleCache } from '../candle-cache.ts';
import { readCoordinatorDays } from '../versions/coordinator-days.ts';
import { listVersions, removeVersions } from '../versions/day-versions.ts';
import { planEviction, type EvictedDay, type EvictionPlan, type ProtectedDays } from './evict-days.ts';
import type { FeedTurns } from '../feed-turns.ts';
import type { PinnedDays } from '../versions/pinned-days.ts';
import { removeDays } from './remove-days.ts';

export interface UpkeepParts {
  readonly cache: CandleCache;
  readonly pinned: Pick<PinnedDays, 'paths' | 'hashes'>;
  readonly turns: FeedTurns;
  readonly now: () => Date;
  /** Bytes that the cache may take; null without a budget. */
  readonly budgetBytes: () => Promise<number | null>;
  /** Told what went. */
  readonly onEvicted: (eviction: Eviction) => void;
}

/** Days that went because of the budget. */
export interface Eviction {
  readonly at: Date;
  readonly days: readonly EvictedDay[];
  readonly freedBytes: number;
}

/** Keeps the cache within its budget, and free of versions that nobody needs. Rules D20 and D31. */
export class CacheUpkeep {
  readonly #parts: UpkeepParts;
  #latest: Eviction | null = null;
  #work: Promise<void> = Promise.resolve();
  #isWaiting = false;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
  }

  /** The latest eviction since this was opened. */
  get latest(): Eviction | null {
    return this.#latest;
  }

  /** What would go now if the budget were this. */
  async preview(budgetBytes: number | null): Promise<EvictionPlan> {
    return this.#plan(budgetBytes, 0, []);
  }

  /**
   * Evicts until what is about to come fits into the budget.
   *
   * @param coming days that stay, in a feed of which the caller has the turn
   * @param needed others, of which they are made, in feeds of which the caller has the turn too
   * @throws HindcastError `DISK_FULL` when it does not fit whatever goes; then nothing went
   */
  async makeRoom(coming: ProtectedDays, bytes: number, needed: readonly ProtectedDays[] = []): Promise<void> {
    const budgetBytes = await this.#parts.budgetBytes();
    if (budgetBytes === null) return;
    const staying = [coming, ...needed];
    const plan = await this.#plan(budgetBytes, bytes, staying);
    if (plan.overBytes > 0) throw doesNotFit(plan, budgetBytes, bytes);
    await this.#evict(plan, new Set(staying.map(({ feed }) => feedPath(feed))));
  }

  /** Removes versions that nobody needs, and days beyond the budget, when what is under way of that is done. */
  async tidy(): Promise<void> {
    // One that waits sees what has changed until it begins.
    if (this.#isWaiting) return this.#work;
    this.#isWaiting = true;
    const work = this.#work.then(async () => {
      this.#isWaiting = false;
      await this.#removeUnneededVersions();
      const budgetBytes = await this.#parts.budgetBytes();
      if (budgetBytes === null) return;
      await this.#evict(await this.#plan(budgetBytes, 0, []), new Set());
    });
    this.#work = work.catch(() => undefined);
    return work;
  }

  async #plan(
    budgetBytes: number | null,
    incomingBytes: number,
    protect: readonly ProtectedDays[],
  ): Promise<EvictionPlan> {
    const { cache, pinned, turns } = this.#parts;
    return planEviction(cache, {
      budgetBytes,
      incomingBytes,
      protect,
      pinned: await pinned.paths(),
      isTaken: (feed) => turns.isTaken(feed),
    });
  }

  /** @param held paths of the feeds of which the caller has the turn */
  async #evict(plan: EvictionPlan, held: ReadonlySet<string>): Promise<void> {
    if (plan.days.length === 0) return;
    const { cache, turns, now, onEvicted } = this.#parts;
    const gone: EvictedDay[] = [];
    for (const [name, days] of Map.groupBy(plan.days, ({ feed }) => feedPath(feed))) {
      const [{ feed } = { feed: undefined }] = days;
      if (feed === undefined) continue;
      const remove = async (): Promise<void> => {
        // Something may have been pinned meanwhile.
        const pinned = await this.#parts.pinned.paths();
        const still = days.filter(({ day }) => !pinned.has(`${name}/${day}.parquet`));
        await removeDays(
          cache,
          feed,
          still.map(({ day }) => day),
        );
        gone.push(...still);
      };
      // Never waits: whoever has that turn may be waiting for the caller's.
      if (held.has(name)) await remove();
      else if (!turns.isTaken(feed)) await turns.take(feed, undefined, remove);
    }
    await this.#removeUnneededVersions();
    this.#latest = { at: now(), days: gone, freedBytes: gone.reduce((sum, day) => sum + day.sizeBytes, 0) };
    if (gone.length > 0) onEvicted(this.#latest);
  }

  async #removeUnneededVersions(): Promise<void> {
    const { cache, now } = this.#parts;
    if ((await listVersions(cache.root)).size === 0) return;
    const needed = await this.#neededVersions();
    await removeVersions(cache.root, (sha256) => needed.has(sha256), now());
  }

  /** Everything that is pinned, and what coordinators have beside the usual files. */
  async #neededVersions(): Promise<ReadonlySet<string>> {
    const { cache, pinned } = this.#parts;
    const needed = new Set(await pinned.hashes());
    for (const feed of await cache.listFeeds()) {
      for (const versions of (await readCoordinatorDays(cache.folderOf(feed))).values()) {
        for (const { sha256 } of versions.values()) needed.add(sha256);
      }
    }
    return needed;
  }
}

function doesNotFit(plan: EvictionPlan, budgetBytes: number, bytes: number): HindcastError {
  return new HindcastError(
    'DISK_FULL',
    `This needs ${byteSize(bytes)}, but the budget of the cache is ${byteSize(budgetBytes)}, of which ` +
      `${byteSize(plan.heldBytes)} cannot be freed: results and waiting jobs are pinned to them, or they are in use. ` +
      'Take fewer days, raise the budget, or remove jobs that are not needed any more. Nothing was deleted.',
    {
      details: {
        needed_bytes: bytes,
        budget_bytes: budgetBytes,
        used_bytes: plan.usedBytes,
        held_bytes: plan.heldBytes,
        over_bytes: plan.overBytes,
      },
    },
  );
}
