import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import { readCoordinatorDays } from './coordinator-days.ts';
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
  const known = await readCoordinatorDays(cache.folderOf(feed));
  const pinned = new Map<string, PinnedFile>();
  const gone: string[] = [];
  for (const day of days) {
    const own = known.get(day)?.get(coordinator);
    const usual = ledger.get(day);
    // What was noted before the usual file came from it as well is out of date.
    if (own === undefined || (usual?.origin === 'coordinator' && usual.source === coordinator)) continue;
    if (own.sha256 === usual?.sha256) continue;
    const version = await stat(join(cache.root, versionPath(own.sha256))).catch(() => undefined);
    if (version?.size === own.sizeBytes) pinned.set(day, { path: dayFilePath(feed, day), ...own });
    else gone.push(day);
  }
  if (gone.length === 0) return pinned;
  throw new HindcastError(
    'DATA_MISSING',
    `What ${coordinator} has of ${feedPath(feed)} is gone for ${gone.slice(0, daysNamed).join(', ')}` +
      `${gone.length > daysNamed ? ` and ${gone.length - daysNamed} more days` : ''}. Pull those days from it again.`,
    { details: { coordinator, feed: feedPath(feed), days: gone } },
  );
}
