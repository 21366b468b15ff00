import type { DayQuality } from '../../../../src-core/quality/day-quality.ts';
import {
  addUpRange,
  cutsDay,
  foundTogether,
  type DayOfRange,
} from '../../../../src-core/quality/range-faults.ts';
import { noFaults } from '../../../../src-core/quality/candle-faults.ts';
import { qualityRules } from '../../../../src-core/quality/candle-quality.ts';
import { dayOfFileName } from '../../../../src-core/feed/candle-file.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import type { FoundFaults } from '../../../../src-core/quality/fault-policy.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import type { TimeRange } from '../../../../src-core/time/utc.ts';
import type { CandleCache } from '../candle-cache.ts';
import { currentQuality, readLedger } from '../ledger.ts';

/**
 * What pinning and the ledgers tell of the faults in files, without reading one of them: at least so many are there.
 * Days of which nothing is known, and those that the range cuts, count as good.
 */
export async function knownFaults(
  cache: Pick<CandleCache, 'folderOf'>,
  feeds: readonly Feed[],
  range: TimeRange,
  files: readonly PinnedFile[],
): Promise<FoundFaults> {
  const unknown: DayQuality = {
    rules: qualityRules,
    counts: noFaults(),
    startsMissing: false,
    endsMissing: false,
  };
  const perFeed = await Promise.all(
    feeds.map(async (feed) => {
      const ledger = await readLedger(cache.folderOf(feed));
      const folder = `${feedPath(feed)}/`;
      const days = files.flatMap(({ path, sha256, rows, isAltered = false }): DayOfRange[] => {
        if (!path.startsWith(folder)) return [];
        const day = dayOfFileName(path.slice(folder.length)) ?? '';
        const entry = ledger.get(day);
        const isKnown = entry?.sha256 === sha256 && !cutsDay(day, range);
        return [{ day, rows, quality: (isKnown ? currentQuality(entry) : undefined) ?? unknown, isAltered }];
      });
      return addUpRange(feed, range, days);
    }),
  );
  return foundTogether(perFeed);
}
