import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import type { ActivityRequest } from '../../activities/activity-log.ts';
import { checkVersions, verifyCache, type DamagedFile } from '../upkeep/verify-cache.ts';
import { daysNamed, waitingMessage, type TaskParts } from './task-parts.ts';

/**
 * Reading and hashing every day file of a feed, or of all feeds when it is null, as something to follow and to cancel.
 * Damaged files go to quarantine and are named in the result.
 */
export function verifyTask(parts: TaskParts, feed: Feed | null): ActivityRequest {
  const subject = feed === null ? 'all feeds' : feedPath(feed);
  return {
    kind: 'verify_data',
    title: `Verify ${subject}`,
    subject: feed === null ? '' : subject,
    run: async (signal, report) => {
      const feeds = feed === null ? await parts.cache.listFeeds() : [feed];
      const counts = await Promise.all(
        feeds.map(async (each) => (await parts.cache.cachedDays(each)).length),
      );
      const total = counts.reduce((sum, count) => sum + count, 0);
      const damaged: DamagedFile[] = [];
      let [checked, found] = [0, 0];
      const tell = (done: number): void =>
        report(
          total === 0 ? null : Math.min(1, done / total),
          `${done} of ${total} days${damaged.length === 0 ? '' : `, ${damaged.length} damaged`}`,
        );
      try {
        for (const each of feeds) {
          if (parts.turns.isTaken(each)) report(total === 0 ? null : checked / total, waitingMessage);
          const before = checked;
          const result = await parts.turns.take(each, signal, async () => {
            // Another task may have taken its last day away meanwhile.
            if (feed === null && (await parts.cache.cachedDays(each)).length === 0) return undefined;
            return verifyCache(parts, {
              feeds: [each],
              moveDamaged: true,
              signal,
              onProgress: (done) => tell(before + done),
            });
          });
          if (result === undefined) continue;
          checked += result.checked;
          found += result.found;
          damaged.push(...result.damaged);
        }
        if (feed === null) {
          const versions = await checkVersions(parts.cache.root, { moveDamaged: true, signal });
          checked += versions.checked;
          damaged.push(...versions.damaged);
        }
        tell(checked);
      } finally {
        parts.onChanged();
      }
      return {
        checked,
        newly_known: found,
        damaged_count: damaged.length,
        damaged: damaged.slice(0, daysNamed).map(({ path, reason }) => ({ path, reason })),
      };
    },
  };
}
