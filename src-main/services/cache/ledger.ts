import type { Stats } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DayFileInspection } from '../../../src-core/data/day-file-inspection.ts';
import type { DayQuality } from '../../../src-core/data/day-quality.ts';
import { faultKinds, noFaults } from '../../../src-core/feed/candle-faults.ts';
import { qualityRules } from '../../../src-core/feed/candle-quality.ts';
import { canonicalJson } from '../../../src-core/wire/canonical-json.ts';
import { syncFolder, writeTextDurably } from '../files/durable-files.ts';

const ledgerName = '.ledger.json';

/**
 * Where a day file came from: a coordinator, the user's own file, candles of a smaller period, the bundled sample, or
 * found in the folder.
 */
const dayFileOrigins = ['coordinator', 'import', 'derived', 'sample', 'found'] as const;
export type DayFileOrigin = (typeof dayFileOrigins)[number];

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

/** Only what there is of it, so that the ledger of a year stays small. */
const keptQualitySchema = z.object({
  rules: z.int(),
  faults: z.record(z.string(), z.int().nonnegative()),
  starts_missing: z.boolean().optional(),
  ends_missing: z.boolean().optional(),
});

const ledgerSchema = z.object({
  schema_version: z.literal(1),
  files: z.record(
    z.string(),
    z.object({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      size_bytes: z.int().nonnegative(),
      rows: z.int().nonnegative(),
      modified_ms: z.number(),
      verified_at: z.string(),
      origin: z.enum(dayFileOrigins),
      source: z.string().optional(),
      derived_from: z.string().optional(),
      complete: z.boolean().optional(),
      quality: keptQualitySchema.optional(),
    }),
  ),
});

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
  const text = await readFile(join(folder, ledgerName), 'utf8').catch(() => '');
  const parsed = ledgerSchema.safeParse(parseJson(text));
  if (!parsed.success) return new Map();
  return new Map(
    Object.entries(parsed.data.files).map(([day, file]) => [
      day,
      {
        sha256: file.sha256,
        sizeBytes: file.size_bytes,
        rows: file.rows,
        modifiedMilliseconds: file.modified_ms,
        verifiedAt: file.verified_at,
        origin: file.origin,
        source: file.source,
        derivedFrom: file.derived_from,
        complete: file.complete,
        quality: file.quality === undefined ? undefined : readQuality(file.quality),
      },
    ]),
  );
}

function readQuality(kept: z.output<typeof keptQualitySchema>): DayQuality {
  const counts = noFaults();
  for (const kind of faultKinds) counts[kind] = kept.faults[kind] ?? 0;
  return {
    rules: kept.rules,
    counts,
    startsMissing: kept.starts_missing ?? false,
    endsMissing: kept.ends_missing ?? false,
  };
}

function writtenQuality(quality: DayQuality): z.input<typeof keptQualitySchema> {
  return {
    rules: quality.rules,
    faults: Object.fromEntries(Object.entries(quality.counts).filter(([, count]) => count > 0)),
    ...(quality.startsMissing ? { starts_missing: true } : {}),
    ...(quality.endsMissing ? { ends_missing: true } : {}),
  };
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
  await inTurn(folder, async () => applyChanges(folder, changes));
}

/** Adds to the ledger what was counted in files that it knows; not for files that have changed meanwhile. */
export async function noteQualities(
  folder: string,
  counted: ReadonlyMap<string, { readonly sha256: string; readonly quality: DayQuality }>,
): Promise<void> {
  await inTurn(folder, async () => {
    const ledger = await readLedger(folder);
    const changes = new Map<string, LedgerEntry>();
    for (const [day, { sha256, quality }] of counted) {
      const entry = ledger.get(day);
      if (entry?.sha256 === sha256) changes.set(day, { ...entry, quality });
    }
    await applyChanges(folder, changes);
  });
}

async function inTurn(folder: string, work: () => Promise<void>): Promise<void> {
  const before = changing.get(folder) ?? Promise.resolve();
  const change = before.then(work);
  const settled = change.catch(() => undefined);
  changing.set(folder, settled);
  try {
    await change;
  } finally {
    if (changing.get(folder) === settled) changing.delete(folder);
  }
}

async function applyChanges(folder: string, changes: ReadonlyMap<string, LedgerEntry | null>): Promise<void> {
  if (changes.size === 0) return;
  const ledger = await readLedger(folder);
  for (const [day, entry] of changes) {
    if (entry === null) ledger.delete(day);
    else ledger.set(day, entry);
  }
  const files = Object.fromEntries(
    [...ledger].map(([day, entry]) => [
      day,
      {
        sha256: entry.sha256,
        size_bytes: entry.sizeBytes,
        rows: entry.rows,
        modified_ms: entry.modifiedMilliseconds,
        verified_at: entry.verifiedAt,
        origin: entry.origin,
        source: entry.source,
        derived_from: entry.derivedFrom,
        complete: entry.complete,
        quality: entry.quality === undefined ? undefined : writtenQuality(entry.quality),
      },
    ]),
  );
  await writeTextDurably(join(folder, ledgerName), `${canonicalJson({ schema_version: 1, files })}\n`);
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
