import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PinnedFile } from '../../src-core/job/worker-protocol.ts';

/** A day file as it is now, pinned. `path` is relative to the root of the cache. */
export function pinnedFile(cacheRoot: string, path: string, rows: number): PinnedFile {
  const bytes = readFileSync(join(cacheRoot, path));
  return { path, sha256: hash('sha256', bytes), sizeBytes: bytes.length, rows };
}
