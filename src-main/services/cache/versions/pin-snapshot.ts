import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import type { PinnedFile } from '../../../../src-core/job/worker-protocol.ts';
import { sha256OfFile } from '../../files/hash-file.ts';
import { isUntouched, type Ledger } from '../ledger.ts';
import { readParquetRowCount } from '../parquet-footer.ts';

const filesHashedAtOnce = 8;

/**
 * Pins day files of one feed, in no order: hash and rows from the ledger where a file is untouched, else from the file,
 * which is marked when it is not what the ledger knows.
 *
 * @param stats of the files, by day
 */
export async function pinFeed(
  root: string,
  feed: Feed,
  stats: ReadonlyMap<string, Stats>,
  ledger: Ledger,
): Promise<PinnedFile[]> {
  const pinned: PinnedFile[] = [];
  const unknown: { path: string; sizeBytes: number; known: string | undefined }[] = [];
  for (const [day, found] of stats) {
    const path = dayFilePath(feed, day);
    const entry = ledger.get(day);
    if (entry !== undefined && isUntouched(entry, found)) {
      pinned.push({ path, sha256: entry.sha256, sizeBytes: found.size, rows: entry.rows });
    } else {
      unknown.push({ path, sizeBytes: found.size, known: entry?.sha256 });
    }
  }
  const limit = pLimit(filesHashedAtOnce);
  const hashed = await Promise.all(
    unknown.map(({ path, sizeBytes, known }) =>
      limit(async () => {
        const place = join(root, path);
        const [sha256, rows] = await Promise.all([sha256OfFile(place), readParquetRowCount(place, path)]);
        const file = { path, sha256, sizeBytes, rows };
        return known === undefined || known === sha256 ? file : { ...file, isAltered: true };
      }),
    ),
  );
  return [...pinned, ...hashed];
}

/** The identity of a set of files: 32 hexadecimal digits that depend on nothing but their paths and contents. */
export function snapshotIdOf(files: readonly PinnedFile[]): string {
  return hashOfList(files).slice(0, 32);
}

/** The version of one feed's data in a set of files: 16 hexadecimal digits. */
export function datasetVersionOf(feed: Feed, files: readonly PinnedFile[]): string {
  const folder = `${feedPath(feed)}/`;
  return hashOfList(files.filter(({ path }) => path.startsWith(folder))).slice(0, 16);
}

function hashOfList(files: readonly PinnedFile[]): string {
  const list = files.map(({ path, sha256 }) => ({ path, sha256 })).sort(byPath);
  // Canonical JSON as it is: the keys are in order.
  return createHash('sha256').update(JSON.stringify(list)).digest('hex');
}

/** For sorting by path. */
export function byPath(left: { path: string }, right: { path: string }): number {
  if (left.path === right.path) throw new HindcastError('INTERNAL', `${left.path} is pinned twice.`);
  return left.path < right.path ? -1 : 1;
}
