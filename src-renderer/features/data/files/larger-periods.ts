import { resampledFeed } from '../../../../src-core/data/candle-resample.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';

const usual = ['1m', '5m', '15m', '30m', '1h', '4h', '12h', '1d'];

/** The usual periods that the candles of a feed can be put together to. */
export function largerPeriods(feed: Feed): string[] {
  return usual.filter((granularity) => {
    try {
      resampledFeed(feed, granularity);
      return true;
    } catch {
      return false;
    }
  });
}
