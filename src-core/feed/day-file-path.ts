import { dayOfFileName } from './candle-file.ts';
import type { Feed } from './feed.ts';
import { feedSchema } from './feed-schema.ts';

/** A day of a feed, as the path of its file names it. */
export interface DayOfFeed {
  readonly feed: Feed;
  readonly day: string;
}

/**
 * Takes the five segments of a day file's path apart (contract section 1.6): safe names, a known kind, and a date that
 * exists. Everything else, traversal in whatever coding included, is undefined.
 */
export function parseDayFileSegments(segments: readonly string[]): DayOfFeed | undefined {
  const [source, subject, kind, granularity, fileName] = segments;
  const feed = feedSchema.safeParse({ source, subject, kind, granularity });
  const day = dayOfFileName(fileName ?? '');
  return segments.length === 5 && feed.success && day !== undefined ? { feed: feed.data, day } : undefined;
}
