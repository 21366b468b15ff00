import type { DayAssessment } from '../../../../src-core/quality/day-quality.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import type { CandleCache } from '../candle-cache.ts';
import { readLedger } from '../ledger.ts';
import type { CoordinatorDay } from '../versions/coordinator-days.ts';
import { ownDays } from '../versions/own-days.ts';
import { feedCalendar, stateOfContent, type CalendarParts, type DayOfCalendar } from './calendar.ts';

/** What was counted in versions, which never change. */
const counted = new WeakMap<CandleCache, Map<string, DayAssessment>>();

/**
 * As {@link feedCalendar}, but of the files that a run takes whose spec names a coordinator. Rule D19. Days whose version
 * is gone count as absent: the run would not take the usual file in its place.
 *
 * @param coordinator its address
 * @throws HindcastError `WORKER_CRASHED`
 */
export async function coordinatorCalendar(
  parts: CalendarParts,
  feed: Feed,
  days: readonly string[],
  coordinator: string,
): Promise<DayOfCalendar[]> {
  const [usual, ledger] = await Promise.all([
    feedCalendar(parts, feed, days),
    readLedger(parts.cache.folderOf(feed)),
  ]);
  const { here, gone } = await ownDays(parts.cache, feed, days, ledger, coordinator);
  const found = await assessVersions(parts, feed, here);
  const isGone = new Set(gone);
  return usual.map((day) => {
    const own = here.get(day.shown.day);
    if (own === undefined && !isGone.has(day.shown.day)) return day;
    const content = found.get(day.shown.day);
    return {
      shown: {
        ...day.shown,
        state: own === undefined ? 'absent' : stateOfContent(content ?? null),
        rows: content?.rows ?? 0,
        sizeBytes: own?.sizeBytes ?? 0,
        verifiedAt: null,
        isAltered: false,
        sha256: own?.sha256 ?? null,
        origin: coordinator,
        faults: content?.quality.counts ?? null,
      },
      quality: content?.quality ?? null,
      version: own?.sha256,
    };
  });
}

/** By day; versions that cannot be read are left out. */
async function assessVersions(
  { cache, assess }: Pick<CalendarParts, 'cache' | 'assess'>,
  feed: Feed,
  versions: ReadonlyMap<string, CoordinatorDay>,
): Promise<ReadonlyMap<string, DayAssessment>> {
  const known = counted.get(cache) ?? new Map<string, DayAssessment>();
  counted.set(cache, known);
  const keyOf = (day: string): string => `${feedPath(feed)} ${day} ${versions.get(day)?.sha256}`;
  const days = [...versions.keys()].filter((day) => !known.has(keyOf(day)));
  if (days.length > 0) {
    const hashes = Object.fromEntries([...versions].map(([day, { sha256 }]) => [day, sha256]));
    const query = { root: cache.root, feed, days, versions: hashes, withDetail: false };
    for (const assessed of await assess(query)) known.set(keyOf(assessed.day), assessed);
  }
  return new Map(
    [...versions.keys()].flatMap((day) => {
      const content = known.get(keyOf(day));
      return content === undefined ? [] : [[day, content]];
    }),
  );
}
