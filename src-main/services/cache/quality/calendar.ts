import type { CalendarDay, DayDetail } from '../../../../src-core/api/contract/data.ts';
import { expectedCandles, spanOfDay, type DayQuality } from '../../../../src-core/quality/day-quality.ts';
import type { DayState } from '../../../../src-core/quality/day-state.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import type { CandleCache } from '../candle-cache.ts';
import { readCoordinatorDays, type CoordinatorDay } from '../versions/coordinator-days.ts';
import { knownDays, type DayAssessor, type KnownDay } from './day-qualities.ts';
import { describeDerived, sourceLedgers } from '../files-in-and-out/derived-days.ts';
import type { Ledger, LedgerEntry } from '../ledger.ts';
import type { PinnedDays } from '../versions/pinned-days.ts';
import { quarantinedDays } from '../upkeep/quarantine-list.ts';

export interface CalendarParts {
  readonly cache: CandleCache;
  /** Absolute path of the folder for files that failed verification. */
  readonly quarantine: string;
  readonly assess: DayAssessor;
  readonly pinned: PinnedDays;
}

/** A day as the screens show it, and what adds up over days. */
export interface DayOfCalendar {
  readonly shown: CalendarDay;
  /** Null for a day without a file that can be read. */
  readonly quality: DayQuality | null;
  /** SHA-256 of the version that is shown in place of the usual file. */
  readonly version?: string | undefined;
}

/**
 * Days of a feed, UTC and in order. What the ledger knows of untouched files is taken from
 * there; only the other files are read. A day without a file counts as damaged while a bad file of it lies in quarantine.
 *
 * @throws HindcastError `WORKER_CRASHED`
 */
export async function feedCalendar(
  { cache, quarantine, assess, pinned }: CalendarParts,
  feed: Feed,
  days: readonly string[],
): Promise<DayOfCalendar[]> {
  const [known, pinnedPaths, quarantined, others] = await Promise.all([
    knownDays(cache, assess, feed, days),
    pinned.paths(),
    quarantinedDays(quarantine, feed),
    readCoordinatorDays(cache.folderOf(feed)),
  ]);
  const sources = await sourceLedgers(
    cache,
    [...known.values()].map(({ entry }) => entry),
  );
  return days.map((day) => {
    const file = known.get(day);
    const content = file?.content ?? null;
    return {
      shown: {
        day,
        state: stateOf(file, quarantined.has(day)),
        rows: content?.rows ?? 0,
        expected: expectedCandles(feed, spanOfDay(day)),
        sizeBytes: file?.stat.size ?? 0,
        verifiedAt: file?.entry?.verifiedAt ?? null,
        sha256: file?.entry?.sha256 ?? null,
        origin: file === undefined ? null : originOf(day, file.entry, sources),
        isAltered: file?.isAltered ?? false,
        pinned: pinnedPaths.has(dayFilePath(feed, day)),
        faults: content === null ? null : content.quality.counts,
        differsAt: differing(file?.entry, others.get(day)),
      },
      quality: content?.quality ?? null,
    };
  });
}

/** One day with its gaps and with examples of what is odd about it, for which its file is read. */
export async function dayInDetail(parts: CalendarParts, feed: Feed, day: string): Promise<DayDetail> {
  const [[found], [assessed]] = await Promise.all([
    feedCalendar(parts, feed, [day]),
    parts.assess({ root: parts.cache.root, feed, days: [day], withDetail: true }),
  ]);
  if (found === undefined) throw new Error('a calendar has the days that were asked for');
  return { ...found.shown, gaps: [...(assessed?.gaps ?? [])], examples: [...(assessed?.examples ?? [])] };
}

function stateOf(file: KnownDay | undefined, isQuarantined: boolean): DayState {
  if (file === undefined) return isQuarantined ? 'damaged' : 'absent';
  return stateOfContent(file.content);
}

/** How full a file is; null for one that cannot be read. */
export function stateOfContent(content: KnownDay['content']): DayState {
  if (content === null) return 'damaged';
  const { rows, quality } = content;
  if (rows === 0) return 'absent';
  return quality.counts.missing > 0 ? 'partial' : 'present';
}

function originOf(day: string, entry: LedgerEntry | undefined, sources: ReadonlyMap<string, Ledger>): string {
  if (entry?.origin === 'derived') return describeDerived(day, entry, sources);
  return entry?.source ?? entry?.origin ?? 'found';
}

/** Who has a day differently from its usual file. */
function differing(
  usual: LedgerEntry | undefined,
  others: ReadonlyMap<string, CoordinatorDay> | undefined,
): string[] {
  return [...(others ?? [])].flatMap(([url, { sha256 }]) =>
    sha256 === usual?.sha256 || url === usual?.source ? [] : [url],
  );
}
