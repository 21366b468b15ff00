import { statSync, type Stats } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { dayFileName } from '../../../src-core/feed/candle-file.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import type { CandleCache } from './candle-cache.ts';

/** Looking at this many files takes about a millisecond; then others get their turn. */
const filesPerTurn = 256;

/** Size and modification time of the day files of some days of a feed, by day; days without a file are left out. */
export async function statDayFiles(
  cache: CandleCache,
  feed: Feed,
  days: readonly string[],
): Promise<Map<string, Stats>> {
  const found = new Map<string, Stats>();
  const folder = cache.folderOf(feed);
  for (const [index, day] of days.entries()) {
    if (index % filesPerTurn === filesPerTurn - 1) await nextTurn();
    // Synchronous: a year of promises costs ten times as much as the calls themselves, and join() as much as they do.
    const stats = statSync(`${folder}/${dayFileName(day)}`, { throwIfNoEntry: false });
    if (stats !== undefined) found.set(day, stats);
  }
  return found;
}
