import { mkdir } from 'node:fs/promises';
import pLimit from 'p-limit';
import {
  fromErrorEnvelope,
  HindcastError,
  toErrorEnvelope,
  type ErrorEnvelope,
} from '../../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath, type DayFile } from '../../../../src-core/feed/index-entry.ts';
import { daysBetween } from '../../../../src-core/time/utc.ts';
import { byteSize } from '../../../../src-core/text/byte-size.ts';
import { throwIfCancelled } from '../../coordinator/retry.ts';
import { syncFolder } from '../../files/durable-files.ts';
import { freeBytes } from '../../files/free-bytes.ts';
import type { CacheUpkeep } from '../upkeep/cache-upkeep.ts';
import { DayPlacement } from '../versions/day-placement.ts';
import { noteUse } from '../upkeep/day-uses.ts';
import { fetchDayFile, isDiskFull, type FetchContext, type FetchParts } from './fetch-day-file.ts';
import { updateLedger, type LedgerEntry } from '../ledger.ts';
import { planPull, selectDayFiles } from './pull-plan.ts';
import { ProgressCounter, type PullProgress } from './pull-progress.ts';
import { SyncRounds } from './sync-rounds.ts';
import { findLeftovers, type Leftovers } from './unfinished-download.ts';
import { newUnfinishedToken } from '../../files/unfinished-token.ts';
import { removeStaleUnfinished } from './unfinished-files.ts';

export interface PullRequest {
  readonly feed: Feed;
  /** UTC days, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Fetches files that are current as well. */
  readonly refresh: boolean;
  /** Files at once; 8 when left out. */
  readonly concurrency?: number | undefined;
  /** Milliseconds that the coordinator may be waited for, for one file; by its size when left out. */
  readonly fileTimeout?: number | undefined;
  /** Milliseconds that all may take; no limit when left out. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
}

export interface PullParts extends FetchParts {
  /** Makes room in the budget of the cache, or refuses; without it there is no budget. */
  readonly makeRoom?: CacheUpkeep['makeRoom'];
  /** Free bytes on the disk of a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface FailedFile {
  readonly path: string;
  readonly error: ErrorEnvelope;
}

export interface PullResult {
  /** Paths below the cache root. */
  readonly downloaded: readonly string[];
  /** Those of the downloaded ones of which there was another version here. */
  readonly refreshed: readonly string[];
  readonly skipped: readonly string[];
  /** Bytes of the downloaded files. */
  readonly bytes: number;
  /** Days of the range that the coordinator has no file for. */
  readonly missingDays: readonly string[];
  /** Days that this coordinator has otherwise than the one that they came from first; both are kept. */
  readonly differingDays: readonly string[];
}

const defaultConcurrency = 8;
const inspectionsAtOnce = 4;
const freeSpaceMargin = 1.1;
/** So often what has come is written down, so that little is read again after a crash. */
const saveEveryMilliseconds = 1000;
const endsEverything = new Set(['COORDINATOR_UNREACHABLE', 'DISK_FULL', 'CANCELLED']);

/**
 * Brings the day files of a feed and a range into the cache. What is there already and is what the index says is
 * skipped; a file whose size, rows or hash in the index have changed is fetched again. What an earlier pull left half
 * done is gone on with where the coordinator can send parts. One bad file does not stop the others, but the pull then
 * fails. Killed at any moment it leaves no half file under a final name.
 *
 * @throws HindcastError what {@link selectDayFiles} and the client throw; the error of the bad files, naming them, with
 *   what was done in its details; `DISK_FULL`; `TIMEOUT`; `CANCELLED`
 */
export async function pullCandles(parts: PullParts, request: PullRequest): Promise<PullResult> {
  const { timeout } = request;
  if (timeout === undefined) return pullWithin(parts, request, request.signal);
  const deadline = AbortSignal.timeout(timeout);
  const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
  try {
    return await pullWithin(parts, request, signal);
  } catch (error) {
    if (!deadline.aborted || request.signal?.aborted === true) throw error;
    throw new HindcastError(
      'TIMEOUT',
      `The pull was not done after ${timeout / 1000} s. What came is kept; pull again to go on, or allow more time.`,
      { details: { timeout_ms: timeout } },
    );
  }
}

async function pullWithin(
  parts: PullParts,
  request: PullRequest,
  signal: AbortSignal | undefined,
): Promise<PullResult> {
  const { cache, client } = parts;
  const { feed, firstDay, lastDay } = request;
  const index = await client.index(signal);
  const files = selectDayFiles(index, feed, firstDay, lastDay, client.baseUrl);
  const folder = cache.folderOf(feed);
  await mkdir(folder, { recursive: true });
  await removeStaleUnfinished(folder);
  const leftovers = await findLeftovers(folder);
  const listedDays = files.map(({ day }) => day);
  const before = new Set(await cache.cachedDays(feed));
  const placement = await DayPlacement.open(
    { cache, feed, coordinator: client.baseUrl, now: parts.now },
    listedDays,
  );
  const plan = request.refresh
    ? { toFetch: files, current: [], found: new Map<string, LedgerEntry>() }
    : await planPull(cache, files, parts.inspect, parts.now, placement);
  await parts.makeRoom?.(
    { feed, firstDay, lastDay },
    plan.toFetch.reduce((sum, file) => sum + file.sizeBytes, 0),
  );
  await requireSpace(parts, folder, plan.toFetch, leftovers);
  const fetched = new Map<string, LedgerEntry>();
  const save = async (): Promise<void> => {
    if (fetched.size > 0) await syncFolder(folder);
    const usual = [...plan.found, ...fetched].filter(([day]) => !placement.isBeside(day));
    await updateLedger(folder, new Map(usual));
    await placement.save();
  };
  const stop = new AbortController();
  const context: FetchContext = {
    ...parts,
    placement,
    leftovers,
    token: newUnfinishedToken(),
    downloads: pLimit(request.concurrency ?? defaultConcurrency),
    inspections: pLimit(inspectionsAtOnce),
    syncs: new SyncRounds(),
    fileTimeout: request.fileTimeout,
    onFailure: (error) => {
      if (isDiskFull(error) || (error instanceof HindcastError && isEnd(error))) stop.abort();
    },
  };
  const progress = new ProgressCounter(plan.toFetch, plan.current.length, {
    listener: request.onProgress,
    limit: parts.bandwidth,
  });
  let failed: FailedFile[] = [];
  try {
    const stopped = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
    failed = await fetchAll(context, plan.toFetch, stopped, progress, fetched, save);
  } finally {
    // On a full disk the files are there all the same; they are read again when they are needed.
    await save().catch((error: unknown) => {
      if (!isDiskFull(error)) throw error;
    });
  }
  if (fetched.size + plan.current.length > 0) await noteUse(folder, firstDay, lastDay, parts.now());
  const listed = new Set(listedDays);
  const downloaded = plan.toFetch.filter(({ day }) => fetched.has(day));
  const result: PullResult = {
    downloaded: downloaded.map(pathOf),
    refreshed: downloaded.filter(({ day }) => before.has(day)).map(pathOf),
    skipped: plan.current.map(pathOf),
    bytes: [...fetched.values()].reduce((sum, entry) => sum + entry.sizeBytes, 0),
    missingDays: daysBetween(firstDay, lastDay).filter((day) => !listed.has(day)),
    differingDays: placement.differing(listedDays),
  };
  throwIfCancelled(signal);
  if (failed.length > 0) {
    const isFull = failed.some(({ error }) => error.code === 'DISK_FULL');
    const free = isFull ? await (parts.freeBytes ?? freeBytes)(folder) : 0;
    throw isFull
      ? needsSpace(progress.bytesLeft, free, folder, detailsOf(result, failed))
      : failedPull(result, failed, files.length);
  }
  return result;
}

async function fetchAll(
  context: FetchContext,
  files: readonly DayFile[],
  signal: AbortSignal,
  progress: ProgressCounter,
  fetched: Map<string, LedgerEntry>,
  save: () => Promise<void>,
): Promise<FailedFile[]> {
  const failed: FailedFile[] = [];
  let saving = Promise.resolve();
  let savedAt = performance.now();
  const saveNowAndThen = (): void => {
    if (performance.now() - savedAt < saveEveryMilliseconds) return;
    savedAt = performance.now();
    // What could not be written now is tried again at the end.
    saving = saving.then(save).catch(() => undefined);
  };
  await Promise.all(
    files.map(async (file) => {
      try {
        const entry = await fetchDayFile(context, file, signal, (here, came) =>
          progress.received(file, here, came),
        );
        fetched.set(file.day, entry);
        progress.done(file);
        saveNowAndThen();
      } catch (error) {
        const envelope = toErrorEnvelope(error);
        // What was only stopped with the rest is no failure of its own.
        if (envelope.code === 'CANCELLED') return;
        failed.push({ path: pathOf(file), error: envelope });
        context.onFailure(error);
      }
    }),
  );
  await saving;
  return failed;
}

/** Whether the other files would fail in the same way. */
function isEnd({ code, details }: ErrorEnvelope | HindcastError): boolean {
  return endsEverything.has(code) && details?.['only_this_file'] !== true;
}

async function requireSpace(
  parts: PullParts,
  folder: string,
  files: readonly DayFile[],
  leftovers: Leftovers,
): Promise<void> {
  const bytesHere = ({ day }: DayFile): number =>
    Math.max(0, ...(leftovers.get(day) ?? []).map(({ bytes }) => bytes));
  const missing = files.reduce((sum, file) => sum + Math.max(0, file.sizeBytes - bytesHere(file)), 0);
  const needed = missing * freeSpaceMargin;
  if (needed === 0) return;
  const free = await (parts.freeBytes ?? freeBytes)(folder);
  if (needed > free) throw needsSpace(needed, free, folder, {});
}

function needsSpace(
  needed: number,
  free: number,
  folder: string,
  details: Record<string, unknown>,
): HindcastError {
  return new HindcastError(
    'DISK_FULL',
    `The files to pull need ${byteSize(needed)} more, but only ${byteSize(free)} are free at ${folder}. ` +
      'Free some space or pull a shorter range; what came so far is kept.',
    { details: { needed_bytes: Math.ceil(needed), free_bytes: free, ...details } },
  );
}

const failuresInMessage = 3;

function failedPull(result: PullResult, failed: readonly FailedFile[], total: number): HindcastError {
  const [first] = failed;
  const details = detailsOf(result, failed);
  const ender = failed.find(({ error }) => isEnd(error));
  if (ender !== undefined)
    return fromErrorEnvelope({ ...ender.error, details: { ...ender.error.details, ...details } });
  const named = failed
    .slice(0, failuresInMessage)
    .map(({ path, error }) => `${path} (${error.message.replace(/\.$/, '')})`);
  const more = failed.length > failuresInMessage ? `, and ${failed.length - failuresInMessage} more` : '';
  return new HindcastError(
    first?.error.code ?? 'INTERNAL',
    `${failed.length} of ${total} files could not be pulled: ${named.join(', ')}${more}. ` +
      (failed.length < total ? 'The others are in the cache; pull again for these.' : 'Pull again for them.'),
    { details },
  );
}

function detailsOf(result: PullResult, failed: readonly FailedFile[]): Record<string, unknown> {
  return {
    downloaded: result.downloaded,
    skipped: result.skipped,
    failed,
    bytes: result.bytes,
    missing_days: result.missingDays,
  };
}

function pathOf(file: DayFile): string {
  return dayFilePath(file.feed, file.day);
}
