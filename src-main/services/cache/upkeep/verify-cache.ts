import { stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { HindcastError, type ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import type { CandleCache } from '../candle-cache.ts';
import type { DayFileInspector } from '../day-file-inspector.ts';
import { verifyVersions } from '../versions/day-versions.ts';
import {
  foundHere,
  isUntouched,
  ledgerEntry,
  readLedger,
  updateLedger,
  type Ledger,
  type LedgerEntry,
} from '../ledger.ts';
import { quarantineFile } from './quarantine.ts';

export interface VerifyParts {
  readonly cache: CandleCache;
  /** Absolute path of the folder for damaged files. */
  readonly quarantine: string;
  readonly inspect: DayFileInspector;
  readonly now: () => Date;
}

export interface VerifyRequest {
  /** Feeds to look at; all when left out. */
  readonly feeds?: readonly Feed[];
  /** Moves damaged files to quarantine, so that the next pull fetches them again. */
  readonly moveDamaged: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (filesDone: number, filesTotal: number) => void;
}

export interface DamagedFile {
  /** Path below the cache root. */
  readonly path: string;
  readonly reason: string;
  /** Absolute path of where it was moved to; null when it was left where it is. */
  readonly quarantinedAs: string | null;
}

export interface VerifyResult {
  readonly checked: number;
  readonly damaged: readonly DamagedFile[];
  /** Files that were not known before and are good. */
  readonly found: number;
}

const filesAtOnce = 4;

/**
 * Reads and hashes every file of the cache and compares it with what is known of it since it came. Good files that were
 * not known are entered into the ledger.
 *
 * @throws HindcastError `DATA_MISSING` when there is no file of a feed that was asked for; `CANCELLED`
 */
export async function verifyCache(parts: VerifyParts, request: VerifyRequest): Promise<VerifyResult> {
  const feeds = request.feeds ?? (await parts.cache.listFeeds());
  const days = await Promise.all(feeds.map((feed) => parts.cache.cachedDays(feed)));
  const without = feeds.find((_, index) => days[index]?.length === 0);
  if (without !== undefined) {
    throw new HindcastError(
      'DATA_MISSING',
      `There are no candles of ${feedPath(without)} in ${parts.cache.root}.`,
    );
  }
  const filesTotal = days.reduce((sum, list) => sum + list.length, 0);
  const limit = pLimit(filesAtOnce);
  const damaged: DamagedFile[] = [];
  let [filesDone, found] = [0, 0];
  for (const [index, feed] of feeds.entries()) {
    const folder = parts.cache.folderOf(feed);
    const ledger = await readLedger(folder);
    const changes = new Map<string, LedgerEntry | null>();
    const verifyDay = async (day: string): Promise<void> => {
      if (request.signal?.aborted === true) return;
      const outcome = await checkDay(parts, feed, day, ledger);
      if ('reason' in outcome) {
        damaged.push(
          await describeDamage(parts, request.moveDamaged, feed, day, outcome.reason, ledger.get(day)),
        );
        if (request.moveDamaged) changes.set(day, null);
      } else {
        if (!ledger.has(day)) found++;
        changes.set(day, outcome.entry);
      }
      filesDone++;
      request.onProgress?.(filesDone, filesTotal);
    };
    await Promise.all((days[index] ?? []).map((day) => limit(verifyDay, day)));
    await updateLedger(folder, changes);
  }
  if (request.feeds === undefined) {
    const versions = await checkVersions(parts.cache.root, request);
    filesDone += versions.checked;
    damaged.push(...versions.damaged);
  }
  if (request.signal?.aborted === true) throw new HindcastError('CANCELLED', 'Cancelled.');
  damaged.sort((left, right) => (left.path < right.path ? -1 : 1));
  return { checked: filesDone, damaged, found };
}

/** Checks the versions of days that are kept beside the usual files. */
export async function checkVersions(
  root: string,
  { moveDamaged, signal }: Pick<VerifyRequest, 'moveDamaged' | 'signal'>,
): Promise<{ checked: number; damaged: DamagedFile[] }> {
  const { checked, damaged } = await verifyVersions(root, moveDamaged, signal);
  const reason =
    'its content is not what it was kept for, so the results and coordinators that it was kept for miss it; ' +
    (moveDamaged ? 'it was deleted' : 'nothing can use it');
  return { checked, damaged: damaged.map((path) => ({ path, reason, quarantinedAs: null })) };
}

async function checkDay(
  { cache, inspect, now }: VerifyParts,
  feed: Feed,
  day: string,
  ledger: Ledger,
): Promise<{ entry: LedgerEntry } | { reason: string }> {
  const path = cache.pathOf(feed, day);
  const known = ledger.get(day);
  try {
    const stats = await stat(path);
    const inspection = await inspect({ path, feed, day });
    if (known !== undefined && known.sha256 !== inspection.sha256)
      return { reason: describeChange(known, stats) };
    if (inspection.outsideDay > 0) return { reason: `it holds ${inspection.outsideDay} rows of other days` };
    return { entry: ledgerEntry(inspection, stats, now(), known ?? foundHere) };
  } catch (error) {
    const damage: readonly ErrorCode[] = ['DATA_CORRUPT', 'DATA_MISSING'];
    if (!(error instanceof HindcastError) || !damage.includes(error.code)) throw error;
    return { reason: error.message };
  }
}

function describeChange(known: LedgerEntry, stats: { size: number; mtimeMs: number }): string {
  const since = `since it was verified at ${known.verifiedAt}`;
  return isUntouched(known, stats)
    ? `its content changed ${since}, though its size and time did not: the disk may be failing`
    : `it was altered ${since}`;
}

async function describeDamage(
  parts: VerifyParts,
  move: boolean,
  feed: Feed,
  day: string,
  reason: string,
  known: LedgerEntry | undefined,
): Promise<DamagedFile> {
  const path = parts.cache.pathOf(feed, day);
  const { origin, source } = known ?? foundHere;
  const quarantinedAs = move
    ? await quarantineFile(parts.quarantine, {
        path,
        feed,
        day,
        reason,
        foundAt: parts.now(),
        origin,
        source,
      })
    : null;
  return { path: dayFilePath(feed, day), reason, quarantinedAs };
}
