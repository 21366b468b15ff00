import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { versionPath } from '../../../src-core/data/day-version.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';

const daysNamed = 5;

/** Where the bytes of a pinned file may lie, absolute: under the usual name, else by their content. Rule D20. */
export function* placesOf(cacheRoot: string, { path, sha256 }: PinnedFile): Generator<string> {
  // Put together by hand: join() takes as long as opening the file.
  yield `${cacheRoot}/${path}`;
  yield join(cacheRoot, versionPath(sha256));
}

/** Whether bytes are those that were pinned. */
export function arePinned(bytes: Uint8Array, { sha256, sizeBytes }: PinnedFile): boolean {
  return bytes.length === sizeBytes && hash('sha256', bytes) === sha256;
}

/**
 * Finds pinned files by their content, reading every byte.
 *
 * @returns an absolute path for each
 * @throws HindcastError `DATA_MISSING` naming the days that are gone or were replaced
 */
export async function locatePinned(cacheRoot: string, files: readonly PinnedFile[]): Promise<string[]> {
  const found: string[] = [];
  const gone: PinnedFile[] = [];
  for (const file of files) {
    const path = await locate(cacheRoot, file);
    if (path === undefined) gone.push(file);
    else found.push(path);
  }
  if (gone.length === 0) return found;
  const days = gone.map(({ path }) => path.replace('.parquet', ''));
  const named = days.slice(0, daysNamed).join(', ');
  const more = days.length > daysNamed ? ` and ${days.length - daysNamed} more days` : '';
  throw new HindcastError(
    'DATA_MISSING',
    `The candles that the run is pinned to are not in the cache any more: ${named}${more}. ` +
      'Pull those days again; if they come otherwise than they were, run it again as a new job.',
    { details: { gone: gone.map(({ path }) => path) } },
  );
}

async function locate(cacheRoot: string, file: PinnedFile): Promise<string | undefined> {
  for (const place of placesOf(cacheRoot, file)) {
    if ((await hashOf(place)) === file.sha256) return place;
  }
  return undefined;
}

async function hashOf(path: string): Promise<string | undefined> {
  const sha256 = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), sha256);
    return sha256.digest('hex');
  } catch {
    return undefined;
  }
}
