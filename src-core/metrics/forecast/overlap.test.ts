import { describe, expect, it } from 'vitest';
import { overlapOf } from './overlap.ts';

describe('overlapOf', () => {
  it.each([
    [60, 60, 60, 1],
    [60, 0, 60, 1],
    [60, 300, 60, 5],
    [60, 301, 60, 6],
    [300, 60, 60, 1],
    // Every 90 seconds on one-minute candles is every 120 seconds.
    [90, 240, 60, 2],
    [15, 60, 60, 1],
  ])(
    'interval %d, horizon %d on candles of %d s: %d',
    (intervalSeconds, horizonSeconds, granularity, expected) => {
      expect(overlapOf([{ intervalSeconds, horizonSeconds }], granularity)).toBe(expected);
    },
  );

  it('counts the predictions of all series that a longest horizon spans', () => {
    const series = [
      { intervalSeconds: 60, horizonSeconds: 60 },
      { intervalSeconds: 300, horizonSeconds: 600 },
    ];
    expect(overlapOf(series, 60)).toBe(10 + 2);
    expect(overlapOf([], 60)).toBe(1);
  });
});
