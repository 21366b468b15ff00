import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import type { DayFileOrigin } from '../ledger-document.ts';
import { replaceFile, writeTextDurably } from '../../files/durable-files.ts';

export interface BadFile {
  /** Absolute path, on the file system of the quarantine. */
  readonly path: string;
  readonly feed: Feed;
  readonly day: string;
  readonly reason: string;
  readonly foundAt: Date;
  /** What brought it, where that is known. */
  readonly origin?: DayFileOrigin | undefined;
  /** The coordinator's address, the path of the user's own file, or the feed it is derived from, where that is known. */
  readonly source?: string | undefined;
}

/**
 * Moves a bad file out of the cache and keeps it for a look, with the reason beside it.
 *
 * @returns absolute path of the file in quarantine
 */
export async function quarantineFile(quarantine: string, bad: BadFile): Promise<string> {
  const stamp = bad.foundAt.toISOString().replaceAll(/[:.]/g, '-');
  const path = dayFilePath(bad.feed, bad.day);
  const target = join(quarantine, `${path}.${stamp}.${randomBytes(3).toString('hex')}`);
  await mkdir(dirname(target), { recursive: true });
  await replaceFile(bad.path, target);
  const reason = {
    path,
    reason: bad.reason,
    found_at: bad.foundAt.toISOString(),
    origin: bad.origin ?? null,
    source: bad.source ?? null,
  };
  await writeTextDurably(`${target}.reason.json`, `${JSON.stringify(reason, null, 2)}\n`);
  return target;
}
