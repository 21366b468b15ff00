import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import type { DayFile } from '../../../src-core/feed/index-entry.ts';

/** What a coordinator's index has of one feed. */
export interface OfferedFeed {
  readonly feed: Feed;
  /** By day; at least one. */
  readonly files: readonly DayFile[];
  readonly firstDay: string;
  readonly lastDay: string;
  readonly records: number;
  readonly sizeBytes: number;
}

/** An index by feed, in the order of their paths. */
export function offeredFeeds(index: readonly DayFile[]): OfferedFeed[] {
  return [...Map.groupBy(index, ({ feed }) => feedPath(feed))]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, ofFeed]) => {
      const files = ofFeed.sort((left, right) => (left.day < right.day ? -1 : 1));
      const [first, last] = [files[0], files.at(-1)];
      if (first === undefined || last === undefined) return [];
      return {
        feed: first.feed,
        files,
        firstDay: first.day,
        lastDay: last.day,
        records: files.reduce((sum, { records }) => sum + records, 0),
        sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      };
    });
}
