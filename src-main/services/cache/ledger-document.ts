import { z } from 'zod';
import type { DayQuality } from '../../../src-core/quality/day-quality.ts';
import { faultKinds, noFaults } from '../../../src-core/quality/candle-faults.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';

/**
 * Where a day file came from: a coordinator, the user's own file, candles of a smaller period, the bundled sample, or
 * found in the folder.
 */
const dayFileOrigins = ['coordinator', 'import', 'derived', 'sample', 'found'] as const;
export type DayFileOrigin = (typeof dayFileOrigins)[number];

/** Only what there is of it, so that the ledger of a year stays small. */
const qualitySchema = z.object({
  rules: z.int(),
  faults: z.record(z.string(), z.int().nonnegative()),
  starts_missing: z.boolean().optional(),
  ends_missing: z.boolean().optional(),
});

const fileSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size_bytes: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  modified_ms: z.number(),
  verified_at: z.string(),
  origin: z.enum(dayFileOrigins),
  source: z.string().optional(),
  derived_from: z.string().optional(),
  complete: z.boolean().optional(),
  quality: qualitySchema.optional(),
});

/** A ledger as it lies in its file. */
export const ledgerSchema = z.object({
  schema_version: z.literal(1),
  files: z.record(z.string(), fileSchema),
});

export function ledgerOf({ files }: z.output<typeof ledgerSchema>): Ledger {
  return new Map(Object.entries(files).map(([day, file]) => [day, entryOf(file)]));
}

export function writtenLedger(ledger: Ledger): z.input<typeof ledgerSchema> {
  const files = Object.fromEntries([...ledger].map(([day, entry]) => [day, writtenEntry(entry)]));
  return { schema_version: 1, files };
}

function entryOf(file: z.output<typeof fileSchema>): LedgerEntry {
  return {
    sha256: file.sha256,
    sizeBytes: file.size_bytes,
    rows: file.rows,
    modifiedMilliseconds: file.modified_ms,
    verifiedAt: file.verified_at,
    origin: file.origin,
    source: file.source,
    derivedFrom: file.derived_from,
    complete: file.complete,
    quality: file.quality === undefined ? undefined : qualityOf(file.quality),
  };
}

function writtenEntry(entry: LedgerEntry): z.input<typeof fileSchema> {
  return {
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
  };
}

function qualityOf(kept: z.output<typeof qualitySchema>): DayQuality {
  const counts = noFaults();
  for (const kind of faultKinds) counts[kind] = kept.faults[kind] ?? 0;
  return {
    rules: kept.rules,
    counts,
    startsMissing: kept.starts_missing ?? false,
    endsMissing: kept.ends_missing ?? false,
  };
}

function writtenQuality(quality: DayQuality): z.input<typeof qualitySchema> {
  return {
    rules: quality.rules,
    faults: Object.fromEntries(Object.entries(quality.counts).filter(([, count]) => count > 0)),
    ...(quality.startsMissing ? { starts_missing: true } : {}),
    ...(quality.endsMissing ? { ends_missing: true } : {}),
  };
}
