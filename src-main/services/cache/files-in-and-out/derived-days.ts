import { feedSchema } from '../../../../src-core/feed/feed-schema.ts';
import type { CandleCache } from '../candle-cache.ts';
import { readLedger, type Ledger, type LedgerEntry } from '../ledger.ts';

/** The ledgers of the feeds that some days were derived from, by the path of the feed. */
export async function sourceLedgers(
  cache: CandleCache,
  entries: readonly (LedgerEntry | undefined)[],
): Promise<ReadonlyMap<string, Ledger>> {
  const paths = new Set(
    entries.flatMap((entry) =>
      entry?.origin === 'derived' && entry.source !== undefined ? [entry.source] : [],
    ),
  );
  const found = await Promise.all(
    [...paths].map(async (path) => {
      const [source, subject, kind, granularity] = path.split('/');
      const feed = feedSchema.safeParse({ source, subject, kind, granularity });
      // A ledger may hold anything.
      return feed.success ? ([path, await readLedger(cache.folderOf(feed.data))] as const) : undefined;
    }),
  );
  return new Map(found.filter((each) => each !== undefined));
}

/** What a derived day was made of, and whether that is still what it was. */
export function describeDerived(
  day: string,
  entry: LedgerEntry,
  sources: ReadonlyMap<string, Ledger>,
): string {
  const source = sources.get(entry.source ?? '')?.get(day);
  const hasChanged = source !== undefined && source.sha256 !== entry.derivedFrom;
  return `derived from ${entry.source}${hasChanged ? ', which has changed since' : ''}`;
}
