import { describe, expect, it } from 'vitest';
import { noHistoryReason } from './no-history.ts';

const feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' } as const;

describe('feeds without a history', () => {
  it('are those of which providers tell only how it is now', () => {
    expect(noHistoryReason(feed)).toBeUndefined();
    expect(noHistoryReason({ ...feed, kind: 'tick' })).toContain('current price');
    expect(noHistoryReason({ ...feed, kind: 'funding' })).toContain('funding');
  });

  it('are all of Pyth', () => {
    expect(noHistoryReason({ ...feed, source: 'pyth' })).toContain('latest price');
  });
});
