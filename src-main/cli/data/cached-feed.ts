import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { nearestName } from '../../../src-core/errors/nearest-name.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import type { CandleCache } from '../../services/cache/candle-cache.ts';

/**
 * The feed of the cache that has a name, `SOURCE/SUBJECT/KIND/GRANULARITY`.
 *
 * @throws HindcastError `BAD_INPUT` when the name is none of a feed; `UNKNOWN_FEED` when the cache has no day of it
 */
export async function findCachedFeed(cache: CandleCache, name: string): Promise<Feed> {
  const wanted = feedPath(parseFeedPath(name));
  const feeds = await cache.listFeeds();
  const found = feeds.find((feed) => feedPath(feed) === wanted);
  if (found !== undefined) return found;
  const known = feeds.map(feedPath);
  const nearest = nearestName(wanted, known);
  throw new HindcastError(
    'UNKNOWN_FEED',
    `There are no candles of ${wanted} in the cache.${nearest === undefined ? '' : ` Did you mean ${nearest}?`} ` +
      `It has: ${known.join(', ') || 'nothing yet'}.`,
    { details: { feed: wanted, nearest: nearest ?? null, known } },
  );
}
