import { rm } from 'node:fs/promises';
import type { LimitFunction } from 'p-limit';
import type { DayFileInspection } from '../../../../src-core/data/day-file-inspection.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { dayFilePath, type DayFile } from '../../../../src-core/feed/index-entry.ts';
import { dayStart, secondsPerDay } from '../../../../src-core/time/utc.ts';
import type { BandwidthLimit } from '../../coordinator/bandwidth-limit.ts';
import type { CoordinatorClient } from '../../coordinator/coordinator-client.ts';
import type { DownloadTarget } from '../../coordinator/download-target.ts';
import type { CandleCache } from '../candle-cache.ts';
import type { DayFileInspector } from '../day-file-inspector.ts';
import type { DayPlacement } from '../versions/day-placement.ts';
import type { LedgerEntry } from '../ledger.ts';
import { quarantineFile } from '../upkeep/quarantine.ts';
import type { SyncRounds } from './sync-rounds.ts';
import { UnfinishedDownload, type Leftovers, type OpenFile } from './unfinished-download.ts';

export interface FetchParts {
  readonly cache: CandleCache;
  /** Absolute path of the folder for files that are not what they should be. */
  readonly quarantine: string;
  readonly client: CoordinatorClient;
  readonly inspect: DayFileInspector;
  readonly now: () => Date;
  /** How fast all downloads may be; as fast as they can when left out. */
  readonly bandwidth?: BandwidthLimit | undefined;
  /** Opens unfinished files; tests let it fail. */
  readonly openFile?: OpenFile;
}

/** What the files of one pull have in common. */
export interface FetchContext extends FetchParts {
  /** Goes into unfinished names. */
  readonly token: string;
  /** What earlier pulls left of files. */
  readonly leftovers: Leftovers;
  /** Knows where a verified file goes. */
  readonly placement: Pick<DayPlacement, 'place' | 'isBeside'>;
  /** Files that come at the same time, and files that are read in full meanwhile. */
  readonly downloads: LimitFunction;
  readonly inspections: LimitFunction;
  readonly syncs: SyncRounds;
  /** Milliseconds that one file may take; by its size when left out. */
  readonly fileTimeout?: number | undefined;
  /** Told what ended a download, before another one may begin. */
  readonly onFailure: (error: unknown) => void;
}

/** Told how many bytes of a file are here, fewer than before when it starts anew, and how many of them came just now. */
export type OnBytes = (here: number, came: number) => void;

/** Codes of failures that say something about the file: it is kept for a look. */
const badFileCodes = new Set(['COORDINATOR_LIED', 'DATA_CORRUPT']);
const fullDiskCodes = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Fetches one day file: to an unfinished name, onto the disk, read in full, compared with the index, and only then into
 * place. What an earlier download left of the same version is gone on with; should the whole then not be what it should
 * be, it is fetched from the start before anyone is blamed. A file that is not what it should be goes to quarantine,
 * with the reason; what came of one that could not be finished is kept for the next pull.
 *
 * @throws HindcastError what the client throws; `DATA_CORRUPT`, `COORDINATOR_LIED` for a bad file; `DISK_FULL`
 */
export async function fetchDayFile(
  context: FetchContext,
  file: DayFile,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
): Promise<LedgerEntry> {
  const { cache, client, token, leftovers, openFile } = context;
  const folder = cache.folderOf(file.feed);
  const place = { folder, file, coordinator: client.baseUrl, token, leftovers, openFile };
  const download = await UnfinishedDownload.begin(place);
  try {
    return await fetchInto(download, context, file, signal, onBytes).catch(async (error: unknown) => {
      if (!download.isResumed || !isAboutFile(error)) throw error;
      await download.discard();
      return fetchInto(download, context, file, signal, onBytes);
    });
  } catch (error) {
    await putAside(context, file, download, error);
    throw asHindcastError(error, file);
  }
}

async function fetchInto(
  download: UnfinishedDownload,
  context: FetchContext,
  file: DayFile,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
): Promise<LedgerEntry> {
  const { client, placement, inspect, now } = context;
  const { feed, day } = file;
  const target = new WatchedTarget(download, context.bandwidth, signal, onBytes);
  if (!download.isResumed || download.received < file.sizeBytes) {
    await context.downloads(() =>
      client.downloadDayFile(file, target, signal, context.fileTimeout).catch((error: unknown) => {
        context.onFailure(error);
        throw error;
      }),
    );
  }
  const cameAt = now();
  const syncing = context.syncs.take(() => download.finish());
  const inspecting = context.inspections(() => inspect({ path: download.path, feed, day }));
  // Whatever becomes of one, nobody touches the file before the other is over.
  await Promise.allSettled([syncing, inspecting]);
  await syncing;
  const inspection = await inspecting;
  requireAgreement(file, inspection, client.baseUrl);
  const entry = await placement.place(file, download.path, inspection);
  // Still there when the same bytes are kept already.
  if (placement.isBeside(day)) await rm(download.path, { force: true });
  return { ...entry, complete: file.complete ?? isOver(day, cameAt) };
}

/** Whether a UTC day is over. */
export function isOver(day: string, now: Date): boolean {
  return now.getTime() >= (dayStart(day) + secondsPerDay) * 1000;
}

/** Lets the bandwidth and the progress see what goes into a download. */
class WatchedTarget implements DownloadTarget {
  readonly #download: UnfinishedDownload;
  readonly #bandwidth: BandwidthLimit | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #onBytes: OnBytes;

  constructor(
    download: UnfinishedDownload,
    bandwidth: BandwidthLimit | undefined,
    signal: AbortSignal | undefined,
    onBytes: OnBytes,
  ) {
    this.#download = download;
    this.#bandwidth = bandwidth;
    this.#signal = signal;
    this.#onBytes = onBytes;
    onBytes(download.received, 0);
  }

  get received(): number {
    return this.#download.received;
  }

  get validator(): string | undefined {
    return this.#download.validator;
  }

  resume(): void {
    this.#download.resume();
  }

  async restart(validator: string | undefined): Promise<void> {
    await this.#download.restart(validator);
    this.#onBytes(0, 0);
  }

  async write(piece: Uint8Array): Promise<void> {
    const before = this.#download.received;
    try {
      await this.#download.write(piece);
    } finally {
      // On a full disk a part of it may have found room.
      this.#onBytes(this.#download.received, this.#download.received - before);
    }
    await this.#bandwidth?.take(piece.byteLength, this.#signal);
  }
}

function requireAgreement(file: DayFile, inspection: DayFileInspection, coordinator: string): void {
  const path = dayFilePath(file.feed, file.day);
  const refuse = (code: 'COORDINATOR_LIED' | 'DATA_CORRUPT', what: string): never => {
    throw new HindcastError(code, `${path} from the coordinator at ${coordinator} ${what}.`, {
      details: { path, url: coordinator },
    });
  };
  if (inspection.sizeBytes !== file.sizeBytes) {
    refuse('COORDINATOR_LIED', `takes ${inspection.sizeBytes} bytes where its index says ${file.sizeBytes}`);
  }
  if (inspection.rows !== file.records) {
    refuse('COORDINATOR_LIED', `holds ${inspection.rows} rows where its index says ${file.records}`);
  }
  if (file.sha256 !== undefined && inspection.sha256 !== file.sha256) {
    refuse('COORDINATOR_LIED', 'has another SHA-256 than its index says');
  }
  if (inspection.outsideDay > 0) {
    refuse('DATA_CORRUPT', `holds ${inspection.outsideDay} rows of other days`);
  }
}

async function putAside(
  context: FetchContext,
  file: DayFile,
  download: UnfinishedDownload,
  error: unknown,
): Promise<void> {
  if (!isAboutFile(error)) return download.keep();
  download.close();
  const bad = {
    ...file,
    path: download.path,
    reason: error.message,
    foundAt: context.now(),
    source: context.client.baseUrl,
  };
  // A coordinator that lies in its headers sends no byte, so there may be no file.
  await quarantineFile(context.quarantine, bad).catch(() => download.discard());
}

function isAboutFile(error: unknown): error is HindcastError {
  return error instanceof HindcastError && badFileCodes.has(error.code);
}

/** Whether a failed write says that there is no room. */
export function isDiskFull(error: unknown): boolean {
  return fullDiskCodes.has((error as NodeJS.ErrnoException).code ?? '');
}

function asHindcastError(error: unknown, file: DayFile): unknown {
  if (error instanceof HindcastError || !isDiskFull(error)) return error;
  return new HindcastError(
    'DISK_FULL',
    `The disk is full: ${dayFilePath(file.feed, file.day)} could not be written.`,
    { cause: error },
  );
}
