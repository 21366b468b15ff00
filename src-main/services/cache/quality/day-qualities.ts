import type { Stats } from 'node:fs';
import type { AssessDays, DayAssessment, DayQuality } from '../../../../src-core/quality/day-quality.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import type { CandleCache } from '../candle-cache.ts';
import { statDayFiles } from '../day-file-stats.ts';
import { currentQuality, isUntouched, noteQualities, readLedger, type LedgerEntry } from '../ledger.ts';

/** Looks at the rows of day files; the data worker does it. */
export type DayAssessor = (query: AssessDays) => Promise<readonly DayAssessment[]>;

/** How the file of a day stands. */
export interface KnownDay {
  readonly stat: Stats;
  /** Of a file that is what it was when it was last read in full; undefined for others. */
  readonly entry: LedgerEntry | undefined;
  /** Whether it is not what it was when it was last read in full. */
  readonly isAltered: boolean;
  /** Null for a file that cannot be read. */
  readonly content: { readonly rows: number; readonly quality: DayQuality } | null;
}

/**
 * What is known of some days of a feed, by day; days without a file are left out. The ledger is asked where a file is
 * what it was; others are read, and the ledger keeps what was counted in those that it knows.
 *
 * @throws HindcastError `WORKER_CRASHED`
 */
export async function knownDays(
  cache: CandleCache,
  assess: DayAssessor,
  feed: Feed,
  days: readonly string[],
): Promise<Map<string, KnownDay>> {
  const folder = cache.folderOf(feed);
  const asked = new Set(days);
  const [cached, ledger] = await Promise.all([cache.cachedDays(feed), readLedger(folder)]);
  const stats = await statDayFiles(
    cache,
    feed,
    cached.filter((day) => asked.has(day)),
  );
  const known = new Map<string, KnownDay>();
  const toRead: string[] = [];
  for (const [day, stat] of stats) {
    const kept = ledger.get(day);
    const isAltered = kept !== undefined && (await hasChanged(kept, stat, cache.pathOf(feed, day)));
    const entry = isAltered ? undefined : kept;
    const quality = currentQuality(entry);
    known.set(day, {
      stat,
      entry,
      isAltered,
      content: entry === undefined || quality === undefined ? null : { rows: entry.rows, quality },
    });
    if (quality === undefined) toRead.push(day);
  }
  if (toRead.length === 0) return known;
  const counted = new Map<string, { sha256: string; quality: DayQuality }>();
  for (const found of await assess({ root: cache.root, feed, days: toRead, withDetail: false })) {
    const { day, rows, quality } = found;
    const file = known.get(day);
    if (file === undefined) continue;
    known.set(day, { ...file, content: { rows, quality } });
    if (file.entry !== undefined) counted.set(day, { sha256: file.entry.sha256, quality });
  }
  if (counted.size > 0) await noteQualities(folder, counted);
  return known;
}

async function hasChanged(known: LedgerEntry, found: Stats, path: string): Promise<boolean> {
  if (isUntouched(known, found)) return false;
  // One that cannot be read, or is gone by now, is not what it was either.
  return (await sha256OfFile(path).catch(() => undefined)) !== known.sha256;
}
