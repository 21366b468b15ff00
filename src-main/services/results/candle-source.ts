import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import type { StoredSummary } from './result-files.ts';

/** The candles of one subject that a run was on. */
export interface CandleSource {
  readonly feed: Feed;
  /** In order of days. */
  readonly files: readonly PinnedFile[];
  /** First and last moment of the run, seconds since the epoch, UTC. */
  readonly run: { readonly from: number; readonly to: number };
}

/**
 * Finds in the receipt which day files hold the candles of a subject.
 *
 * @throws HindcastError `BAD_INPUT` when the run was on no such subject
 */
export function candleSourceOf({ receipt, data }: StoredSummary, subject: string): CandleSource {
  const folders = Map.groupBy(receipt.files, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  const found = [...folders].find(([folder]) => parseFeedPath(folder).subject === subject);
  if (found === undefined) {
    const subjects = [...folders.keys()].map((folder) => parseFeedPath(folder).subject);
    throw new HindcastError(
      'BAD_INPUT',
      `The run has no candles of "${subject}". It was on ${subjects.join(', ')}.`,
      { details: { subject, subjects } },
    );
  }
  const [folder, files] = found;
  return {
    feed: parseFeedPath(folder),
    files: files
      .map(({ path, sha256, size_bytes, rows }) => ({ path, sha256, sizeBytes: size_bytes, rows }))
      .sort((left, right) => (left.path < right.path ? -1 : 1)),
    run: { from: Date.parse(data.start) / 1000, to: Date.parse(data.end) / 1000 },
  };
}
