import { mkdir, statfs } from 'node:fs/promises';
import pLimit from 'p-limit';
import {
  fromErrorEnvelope,
  HindcastError,
  toErrorEnvelope,
  type ErrorEnvelope,
} from '../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { dayFilePath, type DayFile } from '../../../src-core/feed/index-entry.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import { throwIfCancelled } from '../coordinator/retry.ts';
import { syncFolder } from '../files/durable-files.ts';
import { DayPlacement } from './day-placement.ts';
import { fetchDayFile, type FetchParts } from './fetch-day-file.ts';
import { updateLedger, type LedgerEntry } from './ledger.ts';
import { planPull, selectDayFiles } from './pull-plan.ts';
import { newUnfinishedToken, removeStaleUnfinished } from './unfinished-files.ts';

export interface PullProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface PullRequest {
  readonly feed: Feed;
  /** UTC days, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Fetches files that are current as well. */
  readonly refresh: boolean;
  /** Files at once; 4 when left out. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PullProgress) => void;
}

export interface PullParts extends Omit<FetchParts, 'token' | 'placement'> {
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
  readonly skipped: readonly string[];
  /** Bytes of the downloaded files. */
  readonly bytes: number;
  /** Days of the range that the coordinator has no file for. */
  readonly missingDays: readonly string[];
  /** Days that this coordinator has otherwise than the one that they came from first; both are kept. */
  readonly differingDays: readonly string[];
}

const defaultConcurrency = 4;
const freeSpaceMargin = 1.1;
/** After these the other files would fail in the same way. */
const endsEverything = new Set(['COORDINATOR_UNREACHABLE', 'DISK_FULL', 'CANCELLED']);

/**
 * Brings the day files of a feed and a range into the cache. What is there already and is what the index says is
 * skipped; a file whose size, rows or hash in the index have changed is fetched again. One bad file does not stop the
 * others, but the pull then fails. Killed at any moment it leaves no half file under a final name.
 *
 * @throws HindcastError what {@link selectDayFiles} and the client throw; the error of the bad files, naming them, with
 *   what was done in its details; `DISK_FULL`; `CANCELLED`
 */
export async function pullCandles(parts: PullParts, request: PullRequest): Promise<PullResult> {
  const { cache, client } = parts;
  const { feed, firstDay, lastDay, signal } = request;
  const index = await client.index(signal);
  const files = selectDayFiles(index, feed, firstDay, lastDay, client.baseUrl);
  const folder = cache.folderOf(feed);
  await mkdir(folder, { recursive: true });
  await removeStaleUnfinished(folder);
  const listedDays = files.map(({ day }) => day);
  const placement = await DayPlacement.open(
    { cache, feed, coordinator: client.baseUrl, now: parts.now },
    listedDays,
  );
  const plan = request.refresh
    ? { toFetch: files, current: [], found: new Map<string, LedgerEntry>() }
    : await planPull(cache, files, parts.inspect, parts.now, placement);
  await requireSpace(parts, folder, plan.toFetch);
  const fetched = new Map<string, LedgerEntry>();
  let failed: FailedFile[];
  try {
    failed = await fetchAll({ ...parts, placement }, request, plan.toFetch, plan.current.length, fetched);
  } finally {
    if (fetched.size > 0) await syncFolder(folder);
    const usual = [...plan.found, ...fetched].filter(([day]) => !placement.isBeside(day));
    await updateLedger(folder, new Map(usual));
    await placement.save();
  }
  const listed = new Set(listedDays);
  const result: PullResult = {
    downloaded: plan.toFetch.filter(({ day }) => fetched.has(day)).map(pathOf),
    skipped: plan.current.map(pathOf),
    bytes: [...fetched.values()].reduce((sum, entry) => sum + entry.sizeBytes, 0),
    missingDays: daysBetween(firstDay, lastDay).filter((day) => !listed.has(day)),
    differingDays: placement.differing(listedDays),
  };
  throwIfCancelled(signal);
  if (failed.length > 0) throw failedPull(result, failed, files.length);
  return result;
}

async function fetchAll(
  parts: PullParts & Pick<FetchParts, 'placement'>,
  request: PullRequest,
  files: readonly DayFile[],
  filesSkipped: number,
  fetched: Map<string, LedgerEntry>,
): Promise<FailedFile[]> {
  const stop = new AbortController();
  const signal = request.signal === undefined ? stop.signal : AbortSignal.any([request.signal, stop.signal]);
  const withToken: FetchParts = { ...parts, token: newUnfinishedToken() };
  const limit = pLimit(request.concurrency ?? defaultConcurrency);
  const failed: FailedFile[] = [];
  const progress = new ProgressCounter(files, filesSkipped, request.onProgress);
  await Promise.all(
    files.map((file) =>
      limit(async () => {
        if (signal.aborted) return;
        try {
          const entry = await fetchDayFile(withToken, file, signal, (bytes) =>
            progress.received(file, bytes),
          );
          fetched.set(file.day, entry);
          progress.done(file);
        } catch (error) {
          const envelope = toErrorEnvelope(error);
          // What was only stopped with the rest is no failure of its own.
          if (envelope.code === 'CANCELLED') return;
          failed.push({ path: pathOf(file), error: envelope });
          if (endsEverything.has(envelope.code)) stop.abort();
        }
      }),
    ),
  );
  return failed;
}

/** Adds up what has come. A download that starts anew takes its bytes back. */
class ProgressCounter {
  readonly #bytes = new Map<DayFile, number>();
  readonly #listener: ((progress: PullProgress) => void) | undefined;
  readonly #bytesTotal: number;
  readonly #filesTotal: number;
  #filesDone: number;
  #bytesDone = 0;

  constructor(
    files: readonly DayFile[],
    filesSkipped: number,
    listener: ((progress: PullProgress) => void) | undefined,
  ) {
    this.#listener = listener;
    this.#bytesTotal = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    this.#filesTotal = files.length + filesSkipped;
    this.#filesDone = filesSkipped;
    this.#report();
  }

  received(file: DayFile, bytes: number): void {
    this.#bytesDone += bytes - (this.#bytes.get(file) ?? 0);
    this.#bytes.set(file, bytes);
    this.#report();
  }

  done(file: DayFile): void {
    this.#filesDone++;
    this.received(file, file.sizeBytes);
  }

  #report(): void {
    this.#listener?.({
      filesDone: this.#filesDone,
      filesTotal: this.#filesTotal,
      bytesDone: this.#bytesDone,
      bytesTotal: this.#bytesTotal,
    });
  }
}

async function requireSpace(parts: PullParts, folder: string, files: readonly DayFile[]): Promise<void> {
  const needed = files.reduce((sum, file) => sum + file.sizeBytes, 0) * freeSpaceMargin;
  if (needed === 0) return;
  const free = await (parts.freeBytes ?? freeBytesOf)(folder);
  if (needed <= free) return;
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
  throw new HindcastError(
    'DISK_FULL',
    `The files to pull need ${mebibytes(needed)}, but only ${mebibytes(free)} are free at ${folder}. ` +
      'Free some space or pull a shorter range.',
    { details: { needed_bytes: Math.ceil(needed), free_bytes: free } },
  );
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const failuresInMessage = 3;

function failedPull(result: PullResult, failed: readonly FailedFile[], total: number): HindcastError {
  const [first] = failed;
  const details = {
    downloaded: result.downloaded,
    skipped: result.skipped,
    failed,
    bytes: result.bytes,
    missing_days: result.missingDays,
  };
  const ender = failed.find(({ error }) => endsEverything.has(error.code));
  if (ender !== undefined)
    return fromErrorEnvelope({ ...ender.error, details: { ...ender.error.details, ...details } });
  const named = failed.slice(0, failuresInMessage).map(({ path, error }) => `${path} (${error.message})`);
  const more = failed.length > failuresInMessage ? `, and ${failed.length - failuresInMessage} more` : '';
  return new HindcastError(
    first?.error.code ?? 'INTERNAL',
    `${failed.length} of ${total} files could not be pulled: ${named.join(', ')}${more}. ` +
      'The others are in the cache; pull again for these.',
    { details },
  );
}

function pathOf(file: DayFile): string {
  return dayFilePath(file.feed, file.day);
}
