import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DayFileInspection } from '../../../src-core/data/day-file-inspection.ts';
import { unfinishedDayFileName } from '../../../src-core/data/unfinished-file.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { dayFilePath, type DayFile } from '../../../src-core/feed/index-entry.ts';
import type { CoordinatorClient } from '../coordinator/coordinator-client.ts';
import { writeNewFile } from '../files/durable-files.ts';
import type { CandleCache } from './candle-cache.ts';
import type { DayFileInspector } from './day-file-inspector.ts';
import type { DayPlacement } from './day-placement.ts';
import type { LedgerEntry } from './ledger.ts';
import { quarantineFile } from './quarantine.ts';

export interface FetchParts {
  readonly cache: CandleCache;
  /** Absolute path of the folder for files that are not what they should be. */
  readonly quarantine: string;
  readonly client: CoordinatorClient;
  readonly inspect: DayFileInspector;
  readonly now: () => Date;
  /** Goes into unfinished names. */
  readonly token: string;
  /** Knows where a verified file goes. */
  readonly placement: Pick<DayPlacement, 'place'>;
}

/** Codes of failures that say something about the file: it is kept for a look. */
const badFileCodes = new Set(['COORDINATOR_LIED', 'DATA_CORRUPT']);

/**
 * Fetches one day file: to an unfinished name, onto the disk, read in full, compared with the index, and only then into
 * place. A file that is not what it should be goes to quarantine, with the reason.
 *
 * @param onBytes told how many bytes of the file are here; less than before when it starts anew
 */
export async function fetchDayFile(
  parts: FetchParts,
  file: DayFile,
  signal: AbortSignal | undefined,
  onBytes: (received: number) => void,
): Promise<LedgerEntry> {
  const { cache, client, inspect } = parts;
  const { feed, day } = file;
  await mkdir(cache.folderOf(feed), { recursive: true });
  const unfinished = join(cache.folderOf(feed), unfinishedDayFileName(day, parts.token));
  try {
    await client.downloadDayFile(
      file,
      (pieces) => writeNewFile(unfinished, counted(pieces, onBytes)),
      signal,
    );
    const inspection = await inspect({ path: unfinished, feed, day });
    requireAgreement(file, inspection, client.baseUrl);
    const entry = await parts.placement.place(file, unfinished, inspection);
    // Still there when the same bytes are kept already.
    await rm(unfinished, { force: true });
    return entry;
  } catch (error) {
    await putAside(parts, file, unfinished, error);
    throw asHindcastError(error, file);
  }
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  onBytes: (received: number) => void,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  onBytes(received);
  for await (const piece of pieces) {
    yield piece;
    received += piece.byteLength;
    onBytes(received);
  }
}

function requireAgreement(file: DayFile, inspection: DayFileInspection, coordinator: string): void {
  const path = dayFilePath(file.feed, file.day);
  const refuse = (code: 'COORDINATOR_LIED' | 'DATA_CORRUPT', what: string): never => {
    throw new HindcastError(code, `${path} from the coordinator at ${coordinator} ${what}.`, {
      details: { path, url: coordinator },
    });
  };
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

async function putAside(parts: FetchParts, file: DayFile, unfinished: string, error: unknown): Promise<void> {
  if (!(error instanceof HindcastError) || !badFileCodes.has(error.code)) {
    await rm(unfinished, { force: true });
    return;
  }
  const bad = { ...file, path: unfinished, reason: error.message, foundAt: parts.now() };
  // A coordinator that lies in its headers sends no byte, so there may be no file.
  await quarantineFile(parts.quarantine, bad).catch(async () => rm(unfinished, { force: true }));
}

function asHindcastError(error: unknown, file: DayFile): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof HindcastError || (code !== 'ENOSPC' && code !== 'EDQUOT')) return error;
  return new HindcastError(
    'DISK_FULL',
    `The disk is full: ${dayFilePath(file.feed, file.day)} could not be written. Free some space and pull again.`,
    { cause: error },
  );
}
