import { expect, it } from 'vitest';
import type { Feed } from '../feed/feed.ts';
import { resampledFeed } from './candle-resample.ts';

const feed = (granularity: string): Feed => ({
  source: 'binance',
  subject: 'BTCUSDT',
  kind: 'candle',
  granularity,
});

it('D30 a period that does not fit is refused with those that would', () => {
  expect(() => resampledFeed(feed('1h'), '1m')).toThrow(/such as 4h, 1d\.$/);
  expect(() => resampledFeed(feed('1m'), '7m')).toThrow(/such as 5m, 15m, 1h, 4h, 1d\.$/);
  expect(() => resampledFeed(feed('1d'), '4h')).toThrow(/No longer period/);
  expect(resampledFeed(feed('1m'), '4h')).toEqual(feed('4h'));
});
