import { describe, expect, it } from 'vitest';
import { describeDamage } from './describe-damage.ts';

describe('a damaged file', () => {
  const file = {
    sizeBytes: 4,
    foundAt: '2022-01-05T12:00:30Z',
    origin: 'coordinator',
    source: 'http://10.0.0.2',
  };

  it.each(['it is torn', 'It is torn.'])('is told with its reason apart from its size: %s', (reason) => {
    expect(describeDamage({ ...file, reason }, 'utc')).toMatch(
      /^[iI]t is torn · 4 B · found 2022-01-05 12:00$/,
    );
  });

  it.each([
    ['import', '/home/ada/own.csv', 'imported from /home/ada/own.csv'],
    ['derived', 'binance/BTCUSDT/candle/1m', 'made of binance/BTCUSDT/candle/1m'],
  ])('D22 is told with what brings its day back, of origin %s', (origin, source, told) => {
    expect(describeDamage({ ...file, reason: 'it is torn', origin, source }, 'utc')).toMatch(told);
  });
});
