import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import type { DayFile } from '../../../src-core/feed/index-entry.ts';
import type { TimeRange } from '../../../src-core/time/utc.ts';
import type { Coordinators } from '../coordinators/coordinators.ts';

/** What a pull would bring. */
export interface Supply {
  readonly coordinatorId: string;
  readonly days: number;
  readonly sizeBytes: number;
}

export interface Offer {
  readonly coordinatorId: string;
  /** By the path of the feed. */
  readonly files: ReadonlyMap<string, readonly DayFile[]>;
}

/** An index is asked for many feeds, and again with the next change of a form. */
const grouped = new WeakMap<readonly DayFile[], ReadonlyMap<string, readonly DayFile[]>>();

/**
 * What those coordinators have that a person has had asked, and that answer at once.
 *
 * @param only address of the one that is wanted; all when left out
 */
export async function currentOffers(coordinators: Coordinators, only?: string): Promise<Offer[]> {
  const offers = await Promise.all(
    (await coordinators.asked(only)).map(async (coordinatorId) => {
      const index = await coordinators.indexes.get(coordinatorId);
      return index === undefined ? [] : [{ coordinatorId, files: byFeed(index) }];
    }),
  );
  return offers.flat();
}

/** The coordinator that has most of the days that are missing, damaged or fuller there; null when none has any. */
export function findSupplier(
  offers: readonly Offer[],
  feed: Feed,
  { firstDay, lastDay }: TimeRange,
  days: readonly CalendarDay[],
): Supply | null {
  const here = new Map(days.map((day) => [day.day, day]));
  let best: Supply | null = null;
  for (const { coordinatorId, files } of offers) {
    const wanted = (files.get(feedPath(feed)) ?? []).filter(
      (file) => firstDay <= file.day && file.day <= lastDay && isWanted(file, here.get(file.day)),
    );
    if (wanted.length <= (best?.days ?? 0)) continue;
    const sizeBytes = wanted.reduce((sum, file) => sum + file.sizeBytes, 0);
    best = { coordinatorId, days: wanted.length, sizeBytes };
  }
  return best;
}

function isWanted(file: DayFile, here: CalendarDay | undefined): boolean {
  if (here === undefined || here.state === 'absent' || here.state === 'damaged') return file.records > 0;
  return here.state === 'partial' && file.records > here.rows;
}

function byFeed(index: readonly DayFile[]): ReadonlyMap<string, readonly DayFile[]> {
  const known = grouped.get(index) ?? Map.groupBy(index, ({ feed }) => feedPath(feed));
  grouped.set(index, known);
  return known;
}
