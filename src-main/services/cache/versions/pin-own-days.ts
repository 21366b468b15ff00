import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import { ownDays } from './own-days.ts';
import type { CandleCache } from '../candle-cache.ts';
import type { Ledger } from '../ledger.ts';

const daysNamed = 5;

/**
 * Pins the days of which a coordinator has a version that is not the usual file. Rule D19.
 *
 * @throws HindcastError `DATA_MISSING` when such a version is gone: another one in its place would be other data
 */
export async function pinOwnDays(
  cache: CandleCache,
  feed: Feed,
  days: readonly string[],
  ledger: Ledger,
  coordinator: string,
): Promise<Map<string, PinnedFile>> {
  const { here, gone } = await ownDays(cache, feed, days, ledger, coordinator);
  if (gone.length === 0) {
    return new Map([...here].map(([day, own]) => [day, { path: dayFilePath(feed, day), ...own }]));
  }
  throw new HindcastError(
    'DATA_MISSING',
    `What ${coordinator} has of ${feedPath(feed)} is gone for ${gone.slice(0, daysNamed).join(', ')}` +
      `${gone.length > daysNamed ? ` and ${gone.length - daysNamed} more days` : ''}. Pull those days from it again.`,
    { details: { coordinator, feed: feedPath(feed), days: gone } },
  );
}
