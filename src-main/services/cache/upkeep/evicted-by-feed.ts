import type { EvictedFeed } from '../../../../src-core/api/contract/cache-upkeep.ts';
import { feedPath } from '../../../../src-core/feed/feed.ts';
import type { EvictedDay } from './evict-days.ts';

/** Days that go, as a screen shows them. */
export function evictedByFeed(evicted: readonly EvictedDay[]): EvictedFeed[] {
  return [...Map.groupBy(evicted, ({ feed }) => feedPath(feed)).values()].flatMap((list) => {
    const days = list.map(({ day }) => day).sort();
    const [feed, firstDay, lastDay] = [list[0]?.feed, days[0], days.at(-1)];
    if (feed === undefined || firstDay === undefined || lastDay === undefined) return [];
    const sizeBytes = list.reduce((sum, day) => sum + day.sizeBytes, 0);
    return [{ feed, days: days.length, firstDay, lastDay, sizeBytes }];
  });
}
