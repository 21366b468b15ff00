import { CacheUpkeep, type Eviction } from '../../services/cache/upkeep/cache-upkeep.ts';
import type { CandleCache } from '../../services/cache/candle-cache.ts';
import { listVersions } from '../../services/cache/versions/day-versions.ts';
import { FeedTurns } from '../../services/cache/feed-turns.ts';
import { PinnedDays } from '../../services/cache/versions/pinned-days.ts';
import type { Home } from '../../services/home/home.ts';
import { systemClock } from '../../services/jobs/clock.ts';
import { openDatabase } from '../../services/jobs/store/database.ts';
import { SqliteJobStore } from '../../services/jobs/store/sqlite-job-store.ts';
import { AppLog } from '../../services/log/app-log.ts';
import { budgetBytesOf } from '../../services/settings/budget-bytes.ts';
import { SettingsStore } from '../../services/settings/settings-store.ts';

/** What keeps the cache of a home tidy, with its queue open meanwhile, which tells what is pinned. */
export async function withUpkeep<T>(
  home: Home,
  cache: CandleCache,
  work: (upkeep: CacheUpkeep) => Promise<T>,
): Promise<T> {
  const store = new SqliteJobStore(openDatabase(home.database, systemClock.now()), systemClock);
  const log = new AppLog(home, systemClock);
  try {
    return await work(
      new CacheUpkeep({
        cache,
        pinned: new PinnedDays(store),
        turns: new FeedTurns(),
        now: () => systemClock.now(),
        budgetBytes: async () => budgetBytesOf(await new SettingsStore(home, systemClock).read()),
        onEvicted: ({ days, freedBytes }) =>
          log.write('info', 'days_evicted', { count: days.length, freed_bytes: freedBytes }),
      }),
    );
  } finally {
    store.close();
  }
}

/**
 * Tidies after days have come; the queue is only opened when there may be something to do.
 *
 * @returns what went because of the budget
 */
export async function tidyAfter(home: Home, cache: CandleCache): Promise<Eviction | null> {
  const { cacheBudgetMb } = await new SettingsStore(home, systemClock).read();
  if (cacheBudgetMb === null && (await listVersions(cache.root)).size === 0) return null;
  return withUpkeep(home, cache, async (upkeep) => {
    await upkeep.tidy();
    return upkeep.latest;
  });
}

/** Makes room in the budget of a home, as {@link CacheUpkeep.makeRoom}. */
export function roomMaker(home: Home, cache: CandleCache): CacheUpkeep['makeRoom'] {
  return async (...about) => {
    const { cacheBudgetMb } = await new SettingsStore(home, systemClock).read();
    if (cacheBudgetMb === null) return;
    await withUpkeep(home, cache, (upkeep) => upkeep.makeRoom(...about));
  };
}
