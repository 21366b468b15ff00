import type { z } from 'zod';
import type { feedSchema } from './feed-schema.ts';

/** See {@link feedSchema}. This module stays free of zod, which takes a worker long to load. */
export type Feed = z.infer<typeof feedSchema>;

/** `source/subject/kind/granularity`: the folder of a feed below a cache or backfill root, and its name for people. */
export function feedPath(feed: Feed): string {
  return `${feed.source}/${feed.subject}/${feed.kind}/${feed.granularity}`;
}

/** Whether the records are made up; such a feed says so in the name of its source. */
export function isSyntheticFeed(feed: Pick<Feed, 'source'>): boolean {
  return feed.source.toLowerCase().includes('synthetic');
}

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds between records of a granularity such as `1s`, `5m`, `1h` or `1d`; undefined when it names no period. */
export function granularitySeconds(granularity: string): number | undefined {
  const match = /^(\d{1,5})([smhd])$/.exec(granularity);
  const unit = unitSeconds[match?.[2] ?? ''];
  const count = Number(match?.[1]);
  return unit === undefined || count < 1 ? undefined : count * unit;
}
