import { stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { nearestName } from '../../../../src-core/errors/nearest-name.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import type { DayFile } from '../../../../src-core/feed/index-entry.ts';
import type { CandleCache } from '../candle-cache.ts';
import type { DayPlacement } from '../versions/day-placement.ts';
import type { DayFileInspector } from '../day-file-inspector.ts';
import { isOver } from './fetch-day-file.ts';
import { foundHere, isUntouched, ledgerEntry, readLedger, type LedgerEntry } from '../ledger.ts';

const feedsListed = 20;
const filesCheckedAtOnce = 4;

/**
 * The index entries of a feed, by day.
 *
 * @throws HindcastError `UNKNOWN_FEED` when the index has nothing of the feed, with the nearest feed that it has
 */
export function selectFeed(index: readonly DayFile[], feed: Feed, coordinator: string): DayFile[] {
  const name = feedPath(feed);
  const ofFeed = index.filter((file) => feedPath(file.feed) === name);
  if (ofFeed.length === 0) throw unknownFeed(name, index, coordinator);
  return ofFeed.sort((left, right) => (left.day < right.day ? -1 : 1));
}

/**
 * The index entries of a feed in a range of days, both ends included (contract section 1.8).
 *
 * @throws HindcastError what {@link selectFeed} throws; `DATA_MISSING` when the index has nothing in the range
 */
export function selectDayFiles(
  index: readonly DayFile[],
  feed: Feed,
  firstDay: string,
  lastDay: string,
  coordinator: string,
): DayFile[] {
  const ofFeed = selectFeed(index, feed, coordinator);
  const inRange = ofFeed.filter(({ day }) => day >= firstDay && day <= lastDay);
  if (inRange.length > 0) return inRange;
  const name = feedPath(feed);
  const [first, last] = [ofFeed[0]?.day, ofFeed.at(-1)?.day];
  throw new HindcastError(
    'DATA_MISSING',
    `The coordinator at ${coordinator} has nothing of ${name} from ${firstDay} to ${lastDay}; ` +
      `its days lie between ${first} and ${last}. Choose other dates, or have that range backfilled there.`,
    { details: { feed: name, first_day: first, last_day: last } },
  );
}

function unknownFeed(name: string, index: readonly DayFile[], coordinator: string): HindcastError {
  const known = [...new Set(index.map((file) => feedPath(file.feed)))].sort();
  const nearest = nearestName(name, known);
  const listed = known.slice(0, feedsListed).join(', ') + (known.length > feedsListed ? ', …' : '');
  const has =
    known.length === 0
      ? 'It has no data at all: run a backfill there first.'
      : `${nearest === undefined ? '' : `Did you mean ${nearest}? `}It has: ${listed}.`;
  return new HindcastError('UNKNOWN_FEED', `The coordinator at ${coordinator} has no feed ${name}. ${has}`, {
    details: { feed: name, nearest: nearest ?? null, known },
  });
}

/** What a pull has to do. */
export interface PullPlan {
  readonly toFetch: readonly DayFile[];
  readonly current: readonly DayFile[];
  /** Files that are current but were not in the ledger. */
  readonly found: ReadonlyMap<string, LedgerEntry>;
}

/** Sorts entries into those whose file in the cache is what the index says and those to be fetched. */
export async function planPull(
  cache: CandleCache,
  files: readonly DayFile[],
  inspect: DayFileInspector,
  now: () => Date,
  placement: Pick<DayPlacement, 'isBeside' | 'isCurrent'>,
): Promise<PullPlan> {
  const [first] = files;
  const ledger =
    first === undefined ? new Map<string, never>() : await readLedger(cache.folderOf(first.feed));
  const found = new Map<string, LedgerEntry>();
  const limit = pLimit(filesCheckedAtOnce);
  const isCurrent = async (file: DayFile): Promise<boolean> => {
    if (placement.isBeside(file.day)) return placement.isCurrent(file);
    const path = cache.pathOf(file.feed, file.day);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.size !== file.sizeBytes) return false;
    const entry = ledger.get(file.day);
    if (entry !== undefined && wasUnfinished(file, entry, now())) return false;
    if (entry !== undefined && isUntouched(entry, stats)) return agrees(file, entry);
    const inspection = await inspect({ path, feed: file.feed, day: file.day }).catch((error: unknown) => {
      if (error instanceof HindcastError && error.code === 'DATA_CORRUPT') return undefined;
      throw error;
    });
    // A file that was altered since it came is fetched again, even when nothing else tells.
    if (inspection === undefined || (entry !== undefined && inspection.sha256 !== entry.sha256)) return false;
    if (!agrees(file, inspection) || inspection.outsideDay > 0) return false;
    found.set(file.day, ledgerEntry(inspection, stats, now(), entry ?? foundHere));
    return true;
  };
  const current = await Promise.all(files.map((file) => limit(isCurrent, file)));
  return {
    toFetch: files.filter((_, index) => current[index] !== true),
    current: files.filter((_, index) => current[index] === true),
    found,
  };
}

/** Whether a day came before it was over and, without a hash, nothing tells whether it is the same now that it is. */
function wasUnfinished(file: DayFile, entry: LedgerEntry, now: Date): boolean {
  return entry.complete === false && file.sha256 === undefined && (file.complete ?? isOver(file.day, now));
}

function agrees(file: DayFile, known: { sha256: string; rows: number }): boolean {
  return known.rows === file.records && (file.sha256 === undefined || file.sha256 === known.sha256);
}
