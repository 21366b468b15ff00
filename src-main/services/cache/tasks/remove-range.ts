import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { discardQuarantined, listQuarantine } from '../upkeep/quarantine-list.ts';
import { removeDays } from '../upkeep/remove-days.ts';
import type { TaskParts } from './task-parts.ts';

export interface RemovedRange {
  readonly removedDays: string[];
  readonly freedBytes: number;
}

/**
 * Deletes the day files of a range of days, both ends included, and what is kept in quarantine of it.
 *
 * @throws HindcastError `DATA_MISSING` when there is nothing of the feed in the range; `BAD_INPUT` while the feed is
 *   being changed
 */
export async function removeRange(
  parts: TaskParts,
  feed: Feed,
  firstDay: string,
  lastDay: string,
): Promise<RemovedRange> {
  const { cache, quarantine, turns } = parts;
  if (turns.isTaken(feed)) {
    throw new HindcastError(
      'BAD_INPUT',
      `Days of ${feedPath(feed)} are being pulled, imported, resampled, exported or verified. Wait until that has ended, or cancel it.`,
    );
  }
  return turns.take(feed, undefined, async () => {
    const isInRange = (day: string): boolean => firstDay <= day && day <= lastDay;
    const cached = (await cache.cachedDays(feed)).filter(isInRange);
    const bad = (await listQuarantine(quarantine, feed)).filter(({ day }) => isInRange(day));
    const days = [...new Set([...cached, ...bad.map(({ day }) => day)])].sort();
    if (days.length === 0) {
      throw new HindcastError(
        'DATA_MISSING',
        `There is nothing of ${feedPath(feed)} from ${firstDay} to ${lastDay} on this machine.`,
      );
    }
    try {
      const { bytes } = cached.length === 0 ? { bytes: 0 } : await removeDays(cache, feed, cached);
      const { freedBytes } = await discardQuarantined(quarantine, bad);
      return { removedDays: days, freedBytes: bytes + freedBytes };
    } finally {
      parts.onChanged();
    }
  });
}
