import type { Feed } from '../feed/feed.ts';
import { granularityName } from '../feed/granularity-name.ts';
import { readCandleFileName } from './candle-file-name.ts';
import type { ImportFormat, ImportPreview } from './candle-import.ts';

/** What a file is filed as, as far as it can be told; null for what the user has to say. */
export interface SuggestedFeed {
  readonly source: string | null;
  readonly subject: string | null;
  readonly kind: Feed['kind'];
  readonly granularity: string | null;
}

const sourceOfFormat: { readonly [Format in ImportFormat]?: string } = {
  binance: 'binance',
  coinbase: 'coinbase',
  kraken: 'kraken',
  yahoo: 'yahoo',
  dukascopy: 'dukascopy',
};

/**
 * Suggests what to file a file as: by what it says itself, by its name, and by the time between its rows.
 *
 * @param path of the file, with the names of its folders
 */
export function suggestFeed(
  path: string,
  preview: Pick<ImportPreview, 'feed' | 'format' | 'stepSeconds'>,
): SuggestedFeed {
  if (preview.feed !== null) return preview.feed;
  const named = readCandleFileName(path);
  const step = preview.stepSeconds === null ? undefined : granularityName(preview.stepSeconds);
  return {
    source: named?.source ?? sourceOfFormat[preview.format] ?? null,
    subject: named?.subject ?? (preview.format === 'yahoo' ? bareName(path) : null),
    kind: 'candle',
    granularity: named?.granularity ?? step ?? null,
  };
}

/** Yahoo names a file after the symbol alone: `BTC-USD.csv`. */
function bareName(path: string): string | null {
  return /([A-Za-z0-9.=^-]+?)(?: ?\(\d+\))?\.csv$/.exec(path)?.[1] ?? null;
}
