import type { Stats } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DayFileInspection } from '../../../src-core/data/day-file-inspection.ts';
import type { DayQuality } from '../../../src-core/quality/day-quality.ts';
import { qualityRules } from '../../../src-core/quality/candle-quality.ts';
import { syncFolder } from '../files/durable-files.ts';
import { readNotes, writeNotes } from '../files/json-notes.ts';
import { ledgerOf, ledgerSchema, writtenLedger, type DayFileOrigin } from './ledger-document.ts';

const ledgerName = '.ledger.json';

/** What is known of a day file since it was last read in full. */
export interface LedgerEntry {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly rows: number;
  /** Modification time of the file when it was verified, in milliseconds since the epoch. */
  readonly modifiedMilliseconds: number;
  /** ISO 8601, UTC. */
  readonly verifiedAt: string;
  readonly origin: DayFileOrigin;
  /** The coordinator's address, the path of the user's own file, or the feed it is derived from, where that is known. */
  readonly source?: string | undefined;
  /** Hash of the day file that a derived one was made of. */
  readonly derivedFrom?: string | undefined;
  /** Whether its day was over and whole when it came; undefined where nobody could say. */
  readonly complete?: boolean | undefined;
  /** What is odd about its candles; undefined in entries of before this was counted. */
  readonly quality?: DayQuality | undefined;
}

/** By day, `YYYY-MM-DD`. */
export type Ledger = Map<string, LedgerEntry>;

/** How a file came that nobody brought: it was in the folder. */
export const foundHere = { origin: 'found', source: undefined } as const;

/** The entry of a file that was just read in full. */
export function ledgerEntry(
  inspection: DayFileInspection,
  stat: Pick<Stats, 'mtimeMs'>,
  now: Date,
  came: Pick<LedgerEntry, 'origin' | 'source' | 'complete' | 'derivedFrom'>,
): LedgerEntry {
  const { sha256, sizeBytes, rows } = inspection;
  return {
    sha256,
    sizeBytes,
    rows,
    modifiedMilliseconds: stat.mtimeMs,
    verifiedAt: now.toISOString(),
    origin: came.origin,
    source: came.source,
    derivedFrom: came.derivedFrom,
    complete: came.complete,
    quality: inspection.quality,
  };
}

/**
 * The ledger of a feed's folder. It only saves work, the files are the truth: one that is missing or cannot be read is
 * as good as empty.
 */
export async function readLedger(folder: string): Promise<Ledger> {
  const notes = await readNotes(join(folder, ledgerName), ledgerSchema);
  return notes === undefined ? new Map() : ledgerOf(notes);
}

/** By folder, the last change that was asked for; changes of one folder follow each other. */
const changing = new Map<string, Promise<void>>();

/**
 * Writes changes into the ledger of a folder, in one step; null takes a day out. Another process may have written in
 * between, so the ledger is read anew. What is lost all the same is verified again when it is needed.
 */
export async function updateLedger(
  folder: string,
  changes: ReadonlyMap<string, LedgerEntry | null>,
): Promise<void> {
  if (changes.size > 0) await change(folder, () => changes);
}

/** Adds to the ledger what was counted in files that it knows; not for files that have changed meanwhile. */
export async function noteQualities(
  folder: string,
  counted: ReadonlyMap<string, { readonly sha256: string; readonly quality: DayQuality }>,
): Promise<void> {
  await change(folder, (ledger) => {
    const changes = new Map<string, LedgerEntry>();
    for (const [day, { sha256, quality }] of counted) {
      const entry = ledger.get(day);
      if (entry?.sha256 === sha256) changes.set(day, { ...entry, quality });
    }
    return changes;
  });
}

async function change(
  folder: string,
  changesOf: (ledger: Ledger) => ReadonlyMap<string, LedgerEntry | null>,
): Promise<void> {
  await inTurn(folder, async () => {
    const ledger = await readLedger(folder);
    const changes = changesOf(ledger);
    if (changes.size === 0) return;
    for (const [day, entry] of changes) {
      if (entry === null) ledger.delete(day);
      else ledger.set(day, entry);
    }
    await writeNotes(join(folder, ledgerName), writtenLedger(ledger));
  });
}

async function inTurn(folder: string, work: () => Promise<void>): Promise<void> {
  const before = changing.get(folder) ?? Promise.resolve();
  const turn = before.then(work);
  const settled = turn.catch(() => undefined);
  changing.set(folder, settled);
  try {
    await turn;
  } finally {
    if (changing.get(folder) === settled) changing.delete(folder);
  }
}

/** Deletes the ledger of a folder. */
export async function removeLedger(folder: string): Promise<void> {
  await rm(join(folder, ledgerName), { force: true });
  await syncFolder(folder);
}

/** What was counted in a file by the rules of today. */
export function currentQuality(entry: LedgerEntry | undefined): DayQuality | undefined {
  return entry?.quality?.rules === qualityRules ? entry.quality : undefined;
}

/** Whether a file looks untouched since the entry was written. */
export function isUntouched(entry: LedgerEntry, stat: Pick<Stats, 'size' | 'mtimeMs'>): boolean {
  return entry.sizeBytes === stat.size && entry.modifiedMilliseconds === stat.mtimeMs;
}
