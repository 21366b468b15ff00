import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { unfinishedDayFileName } from '../../../../src-core/data/unfinished-file.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../../../../src-core/errors/schema-error.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../../src-core/feed/feed-schema.ts';
import { dayFilePath } from '../../../../src-core/feed/index-entry.ts';
import type { CandleCache } from '../../cache/candle-cache.ts';
import { updateLedger, type LedgerEntry } from '../../cache/ledger.ts';
import { newUnfinishedToken } from '../../files/unfinished-token.ts';
import { replaceFile, syncFolder, writeNewFile } from '../../files/durable-files.ts';

const folder = fileURLToPath(new URL('../../../../resources/sample/', import.meta.url));

const manifestSchema = z.object({
  feed: feedSchema,
  days: z.array(z.object({ day: z.string(), sha256: z.string(), rows: z.int() })),
});

/**
 * Puts the made-up candles that ship with Hindcast into the cache, as an import would. A day that is there stays as it is.
 *
 * @returns whether any day was missing
 */
export async function installSampleCandles(cache: CandleCache, now: Date): Promise<boolean> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const { feed, days } = parseOrThrow(manifestSchema, manifest, 'The manifest of the sample', 'INTERNAL');
  const present = new Set(await cache.cachedDays(feed));
  const missing = days.filter(({ day }) => !present.has(day));
  if (missing.length === 0) return false;
  const target = cache.folderOf(feed);
  await mkdir(target, { recursive: true });
  const entries = new Map<string, LedgerEntry>();
  for (const { day, sha256, rows } of missing) {
    const sizeBytes = await copyDay(cache, feed, day, sha256);
    entries.set(day, {
      sha256,
      sizeBytes,
      rows,
      modifiedMilliseconds: (await stat(cache.pathOf(feed, day))).mtimeMs,
      verifiedAt: now.toISOString(),
      origin: 'sample',
    });
  }
  await syncFolder(target);
  await updateLedger(target, entries);
  return true;
}

async function copyDay(cache: CandleCache, feed: Feed, day: string, sha256: string): Promise<number> {
  const path = dayFilePath(feed, day);
  const content = await readFile(join(folder, path));
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new HindcastError(
      'DATA_CORRUPT',
      `${path} of the sample is damaged. Install Hindcast again, or pull candles from a coordinator.`,
    );
  }
  const unfinished = join(cache.folderOf(feed), unfinishedDayFileName(day, newUnfinishedToken()));
  try {
    await writeNewFile(unfinished, [content]);
    await replaceFile(unfinished, cache.pathOf(feed, day));
  } finally {
    await rm(unfinished, { force: true });
  }
  return content.length;
}
