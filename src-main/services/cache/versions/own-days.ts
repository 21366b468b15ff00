import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import type { CandleCache } from '../candle-cache.ts';
import type { Ledger } from '../ledger.ts';
import { readCoordinatorDays, type CoordinatorDay } from './coordinator-days.ts';

export interface OwnDays {
  /** By day, the version of it that lies beside the usual file. */
  readonly here: ReadonlyMap<string, CoordinatorDay>;
  /** Days whose version is not there any more. */
  readonly gone: readonly string[];
}

/** The days of which a coordinator has a version that is not the usual file. Rule D19. */
export async function ownDays(
  cache: CandleCache,
  feed: Feed,
  days: readonly string[],
  ledger: Ledger,
  coordinator: string,
): Promise<OwnDays> {
  const known = await readCoordinatorDays(cache.folderOf(feed));
  const here = new Map<string, CoordinatorDay>();
  const gone: string[] = [];
  for (const day of days) {
    const own = known.get(day)?.get(coordinator);
    const usual = ledger.get(day);
    // What was noted before the usual file came from it as well is out of date.
    if (own === undefined || (usual?.origin === 'coordinator' && usual.source === coordinator)) continue;
    if (own.sha256 === usual?.sha256) continue;
    const version = await stat(join(cache.root, versionPath(own.sha256))).catch(() => undefined);
    if (version?.size === own.sizeBytes) here.set(day, own);
    else gone.push(day);
  }
  return { here, gone };
}
