import { z } from 'zod';
import { HindcastError } from '../errors/hindcast-error.ts';

/**
 * One segment of a feed's path. Segments become folder names, so the alphabet is small, `.` and `..` are refused,
 * and so are the device names that Windows reserves.
 */
const windowsReserved = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
export const feedSegmentSchema = z
  .string()
  .regex(/^[A-Za-z0-9._:+-]{1,64}$/, 'use letters, digits and . _ : + - only')
  .refine((segment) => segment !== '.' && segment !== '..' && !windowsReserved.test(segment), {
    message: 'is not a name that every file system can hold',
  });

export const feedKindSchema = z.enum(['candle', 'tick', 'depth', 'funding']);

/** What a series of records is: who made it, of what, in which form, how often. */
export const feedSchema = z.strictObject({
  source: feedSegmentSchema.describe('Where the records come from, for example "binance"'),
  subject: feedSegmentSchema.describe('What they are about, for example "BTCUSDT"'),
  kind: feedKindSchema.describe('Form of the records'),
  granularity: feedSegmentSchema.describe('Time between records, for example "1m"'),
});
export type Feed = z.infer<typeof feedSchema>;

/** `source/subject/kind/granularity`: the folder of a feed below a cache or backfill root, and its name for people. */
export function feedPath(feed: Feed): string {
  return `${feed.source}/${feed.subject}/${feed.kind}/${feed.granularity}`;
}

/**
 * The inverse of {@link feedPath}.
 *
 * @throws HindcastError `BAD_INPUT` when the text is not four safe segments with a known kind
 */
export function parseFeedPath(text: string): Feed {
  const [source, subject, kind, granularity, ...rest] = text.split('/');
  const parsed = feedSchema.safeParse({ source, subject, kind, granularity });
  if (!parsed.success || rest.length > 0) {
    throw new HindcastError(
      'BAD_INPUT',
      `"${text}" is not a feed. Write SOURCE/SUBJECT/KIND/GRANULARITY, for example binance/BTCUSDT/candle/1m.`,
    );
  }
  return parsed.data;
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
