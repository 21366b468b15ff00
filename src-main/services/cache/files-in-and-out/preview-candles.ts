import { basename } from 'node:path';
import type { ImportOptions, ImportPreview, ReadImport } from '../../../../src-core/data/candle-import.ts';
import { importRefusal } from '../../../../src-core/data/import-refusal.ts';
import { suggestFeed, type SuggestedFeed } from '../../../../src-core/data/suggest-feed.ts';
import { toErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../../src-core/feed/feed-schema.ts';
import type { CandleCache } from '../candle-cache.ts';
import { withScratchFolder } from './import-scratch.ts';

export interface PreviewParts {
  readonly cache: CandleCache;
  /** Reads the file; the data worker does it. */
  readonly preview: (request: ReadImport) => Promise<ImportPreview>;
}

export interface PreviewRequest {
  /** Absolute path. */
  readonly path: string;
  readonly options: ImportOptions;
  readonly skipBadRows: boolean;
  /** What it would be filed as; as suggested when undefined. */
  readonly feed: Feed | undefined;
  /** Takes the place of the source that is suggested. */
  readonly source?: string | undefined;
}

export interface PreviewedCandles {
  readonly preview: ImportPreview;
  readonly suggestion: SuggestedFeed;
  /** What it would be filed as; undefined when a part of it has to be said by the user. */
  readonly feed: Feed | undefined;
  /** Days of the file that the cache has of this feed, in order. */
  readonly overlap: readonly string[];
}

/**
 * Tells what an import would make of a file, and writes nothing.
 *
 * @throws HindcastError `BAD_INPUT` when the file is not there or nothing that can be read
 */
export async function previewCandles(
  parts: PreviewParts,
  request: PreviewRequest,
): Promise<PreviewedCandles> {
  const { path, options, source, skipBadRows } = request;
  const read = await withScratchFolder((scratch) => parts.preview({ path, options, scratch }));
  const found = suggestFeed(path, read);
  const suggestion = source === undefined ? found : { ...found, source };
  const feed = request.feed ?? feedSchema.safeParse(suggestion).data;
  const refusal = importRefusal({ ...read, ...(feed ?? suggestion), file: basename(path), skipBadRows });
  const problem = read.problem ?? (refusal === undefined ? null : toErrorEnvelope(refusal));
  const cached = new Set(feed === undefined ? [] : await parts.cache.cachedDays(feed));
  const overlap = read.days.map(({ day }) => day).filter((day) => cached.has(day));
  return { preview: { ...read, problem }, suggestion, feed, overlap };
}
