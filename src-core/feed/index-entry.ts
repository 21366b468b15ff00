import { z } from 'zod';
import { HindcastError } from '../errors/hindcast-error.ts';
import { dayFileName } from './candle-file.ts';
import { parseDayFileSegments } from './day-file-path.ts';
import type { Feed } from './feed.ts';

/** One line of a coordinator's `GET /data/backfill/index`, before its path is trusted. */
export const indexEntrySchema = z.object({
  path: z.string().max(512),
  records: z.int().nonnegative(),
  size_bytes: z.int().nonnegative(),
  date: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  complete: z.boolean().optional(),
});
export type IndexEntry = z.infer<typeof indexEntrySchema>;

/** An index entry whose path has been taken apart and found safe. */
export interface DayFile {
  feed: Feed;
  day: string;
  records: number;
  sizeBytes: number;
  sha256: string | undefined;
  /** Whether the coordinator says that the day is over and whole; left out by one that does not say. */
  complete?: boolean | undefined;
}

/**
 * Takes an index entry apart. The path must be exactly `source/subject/kind/granularity/YYYY-MM-DD.parquet` with safe
 * segments and a date that exists and equals `date` (contract section 1.6).
 *
 * @throws HindcastError `UNSAFE_PATH` for any other path
 */
export function parseIndexEntry(entry: IndexEntry): DayFile {
  const names = parseDayFileSegments(entry.path.split('/'));
  if (names?.day !== entry.date) {
    throw new HindcastError(
      'UNSAFE_PATH',
      `The coordinator's index names a path that is not a day file: ${JSON.stringify(entry.path)} ` +
        `(date ${JSON.stringify(entry.date)}). Nothing was written.`,
      { details: { path: entry.path, date: entry.date } },
    );
  }
  return {
    ...names,
    records: entry.records,
    sizeBytes: entry.size_bytes,
    sha256: entry.sha256,
    ...(entry.complete === undefined ? {} : { complete: entry.complete }),
  };
}

/** The path of a day file below a cache or backfill root, with `/` between segments. */
export function dayFilePath(feed: Feed, day: string): string {
  return `${feed.source}/${feed.subject}/${feed.kind}/${feed.granularity}/${dayFileName(day)}`;
}
