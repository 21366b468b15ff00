import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import {
  rowsOfFullDay,
  stateOfDay,
  type CoverageQuery,
  type DayCoverage,
} from '../../../src-core/data/feed-coverage.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import type { CandleCache } from './candle-cache.ts';
import { statDayFiles } from './day-file-stats.ts';
import { isUntouched, readLedger, type LedgerEntry } from './ledger.ts';
import type { PinnedDays } from './pinned-days.ts';
import { quarantinedDays } from './quarantine.ts';

export interface CalendarParts {
  readonly cache: CandleCache;
  /** Absolute path of the folder for files that failed verification. */
  readonly quarantine: string;
  /** Counts the rows of day files; the data worker does it. */
  readonly coverage: (query: CoverageQuery) => Promise<readonly DayCoverage[]>;
  readonly pinned: PinnedDays;
}

/**
 * Days of a feed, UTC and in order. What the ledger knows of untouched files is taken from
 * there; only the other files are read. A day without a file counts as damaged while a bad file of it lies in quarantine.
 *
 * @throws HindcastError `WORKER_CRASHED`
 */
export async function feedCalendar(
  parts: CalendarParts,
  feed: Feed,
  days: readonly string[],
): Promise<CalendarDay[]> {
  const { cache } = parts;
  const [cached, ledger, pinned, quarantined] = await Promise.all([
    cache.cachedDays(feed),
    readLedger(cache.folderOf(feed)),
    parts.pinned.paths(),
    quarantinedDays(parts.quarantine, feed),
  ]);
  const asked = new Set(days);
  const stats = await statDayFiles(
    cache,
    feed,
    cached.filter((day) => asked.has(day)),
  );
  const known = new Map<string, LedgerEntry>();
  for (const [day, stat] of stats) {
    const entry = ledger.get(day);
    if (entry !== undefined && isUntouched(entry, stat)) known.set(day, entry);
  }
  const counted = await countUnknown(parts, feed, [...stats.keys()], known);
  const expected = rowsOfFullDay(feed);
  return days.map((day) => {
    const entry = known.get(day);
    const isDamaged = !stats.has(day) && quarantined.has(day);
    const { rows, state } = counted.get(day) ?? {
      rows: 0,
      state: isDamaged ? ('damaged' as const) : ('absent' as const),
    };
    return {
      day,
      state,
      rows,
      expected,
      sizeBytes: stats.get(day)?.size ?? 0,
      verifiedAt: entry?.verifiedAt ?? null,
      sha256: entry?.sha256 ?? null,
      origin: stats.has(day) ? originOf(entry) : null,
      pinned: pinned.has(dayFilePath(feed, day)),
    };
  });
}

/** How full the days with a file are: by the ledger where it can tell, else by the file. */
async function countUnknown(
  { cache, coverage }: CalendarParts,
  feed: Feed,
  days: readonly string[],
  known: ReadonlyMap<string, LedgerEntry>,
): Promise<Map<string, Pick<DayCoverage, 'rows' | 'state'>>> {
  const expected = rowsOfFullDay(feed);
  const counted = new Map<string, Pick<DayCoverage, 'rows' | 'state'>>();
  const unknown: string[] = [];
  for (const day of days) {
    const entry = known.get(day);
    if (entry?.duplicates === undefined) {
      unknown.push(day);
    } else {
      const { rows, duplicates } = entry;
      counted.set(day, { rows, state: stateOfDay({ rows, times: rows - duplicates }, expected) });
    }
  }
  if (unknown.length > 0) {
    for (const day of await coverage({ root: cache.root, feed, days: unknown })) counted.set(day.day, day);
  }
  return counted;
}

function originOf(entry: LedgerEntry | undefined): string {
  return entry?.source ?? entry?.origin ?? 'found';
}
