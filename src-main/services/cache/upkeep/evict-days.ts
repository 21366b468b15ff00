import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import type { CandleCache } from '../candle-cache.ts';
import { readCoordinatorDays } from '../versions/coordinator-days.ts';
import { statDayFiles } from '../day-file-stats.ts';
import { readUses } from './day-uses.ts';
import { listVersions } from '../versions/day-versions.ts';

/** Days of a feed that must stay, both ends included. */
export interface ProtectedDays {
  readonly feed: Feed;
  readonly firstDay: string;
  readonly lastDay: string;
}

export interface EvictionRequest {
  /** Bytes that the cache may take; null without a budget. */
  readonly budgetBytes: number | null;
  /** Bytes that are about to come. */
  readonly incomingBytes: number;
  readonly protect: readonly ProtectedDays[];
  /** Paths below the cache root that something is pinned to. */
  readonly pinned: ReadonlySet<string>;
  /** Feeds that are being changed; nothing of them goes. */
  readonly isTaken: (feed: Feed) => boolean;
}

export interface EvictedDay {
  readonly feed: Feed;
  readonly day: string;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
}

export interface EvictionPlan {
  readonly usedBytes: number;
  /** Of days and versions that have to stay. */
  readonly heldBytes: number;
  /** What goes, what was used longest ago first. */
  readonly days: readonly EvictedDay[];
  readonly freedBytes: number;
  /** Bytes by which the budget is exceeded all the same; 0 when it holds. */
  readonly overBytes: number;
}

interface Candidate extends EvictedDay {
  readonly mustStay: boolean;
}

/**
 * Chooses the days that go so that the cache stays within its budget: what was used longest ago, never what is pinned, is
 * about to come or is being changed. Rule D31. Nothing is deleted here.
 */
export async function planEviction(cache: CandleCache, request: EvictionRequest): Promise<EvictionPlan> {
  const versions = await listVersions(cache.root);
  const candidates: Candidate[] = [];
  const countedVersions = new Set<string>();
  for (const feed of await cache.listFeeds()) {
    for (const candidate of await candidatesOf(cache, feed, request, versions, countedVersions)) {
      candidates.push(candidate);
    }
  }
  const daysBytes = candidates.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let looseBytes = 0;
  for (const [sha256, size] of versions) if (!countedVersions.has(sha256)) looseBytes += size;
  const usedBytes = daysBytes + looseBytes;
  const free = candidates.filter(({ mustStay }) => !mustStay).sort(byUse);
  const freeBytes = free.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const days: EvictedDay[] = [];
  let left = usedBytes + request.incomingBytes;
  const { budgetBytes } = request;
  for (const { feed, day, sizeBytes, usedAt } of free) {
    if (budgetBytes === null || left <= budgetBytes) break;
    days.push({ feed, day, sizeBytes, usedAt });
    left -= sizeBytes;
  }
  return {
    usedBytes,
    heldBytes: usedBytes - freeBytes,
    days,
    freedBytes: usedBytes + request.incomingBytes - left,
    overBytes: budgetBytes === null ? 0 : Math.max(0, left - budgetBytes),
  };
}

async function candidatesOf(
  cache: CandleCache,
  feed: Feed,
  { protect, pinned, isTaken }: EvictionRequest,
  versions: ReadonlyMap<string, number>,
  countedVersions: Set<string>,
): Promise<Candidate[]> {
  const folder = cache.folderOf(feed);
  const name = feedPath(feed);
  const ranges = protect.filter((range) => feedPath(range.feed) === name);
  // Whoever protects days of a feed is the one who changes it.
  const isBusy = ranges.length === 0 && isTaken(feed);
  const [stats, usedAt, others] = await Promise.all([
    cache.cachedDays(feed).then((days) => statDayFiles(cache, feed, days)),
    readUses(folder),
    readCoordinatorDays(folder),
  ]);
  return [...stats].map(([day, { size, mtimeMs }]) => {
    // What other coordinators have of a day goes with it.
    let sizeBytes = size;
    for (const { sha256 } of others.get(day)?.values() ?? []) {
      if (countedVersions.has(sha256)) continue;
      countedVersions.add(sha256);
      sizeBytes += versions.get(sha256) ?? 0;
    }
    const mustStay =
      isBusy ||
      pinned.has(dayFilePath(feed, day)) ||
      ranges.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
    return { feed, day, sizeBytes, usedAt: usedAt(day) ?? mtimeMs, mustStay };
  });
}

function byUse(left: EvictedDay, right: EvictedDay): number {
  if (left.usedAt !== right.usedAt) return left.usedAt - right.usedAt;
  const [before, after] = [dayFilePath(left.feed, left.day), dayFilePath(right.feed, right.day)];
  return before < after ? -1 : 1;
}
