import { expect, it } from 'vitest';
import { largerPeriods } from './larger-periods.ts';

const feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' } as const;

it('D30 offers the periods that candles fill', () => {
  expect(largerPeriods({ ...feed, granularity: '1s' })[0]).toBe('1m');
  expect(largerPeriods(feed)[0]).toBe('5m');
  expect(largerPeriods({ ...feed, granularity: '4h' })).toEqual(['12h', '1d']);
  expect(largerPeriods({ ...feed, granularity: '1d' })).toEqual([]);
  expect(largerPeriods({ ...feed, kind: 'tick' })).toEqual([]);
});
