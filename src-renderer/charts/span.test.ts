import { describe, expect, it } from 'vitest';
import { sameSpan, spanAfterKey, spanOfPercent } from './span.ts';

const extent = { from: 0, to: 1000 };

describe('spans of time', () => {
  it('come from the percentages of a zoom', () => {
    expect(spanOfPercent({ from: 1000, to: 2000 }, 25, 75)).toEqual({ from: 1250, to: 1750 });
  });

  it('are the same when their ends are', () => {
    expect(sameSpan({ from: 1, to: 2 }, { from: 1, to: 2 })).toBe(true);
    expect(sameSpan(null, { from: 1, to: 2 })).toBe(false);
    expect(sameSpan(null, null)).toBe(true);
  });

  it('follow the keys and stay inside what there is', () => {
    expect(spanAfterKey('+', extent, extent)).toEqual({ from: 250, to: 750 });
    expect(spanAfterKey('-', { from: 250, to: 750 }, extent)).toEqual(extent);
    expect(spanAfterKey('ArrowRight', { from: 200, to: 300 }, extent)).toEqual({ from: 220, to: 320 });
    expect(spanAfterKey('ArrowRight', { from: 900, to: 1000 }, extent)).toEqual({ from: 900, to: 1000 });
    expect(spanAfterKey('ArrowLeft', { from: 0, to: 100 }, extent)).toEqual({ from: 0, to: 100 });
    expect(spanAfterKey('0', { from: 1, to: 2 }, extent)).toBe(extent);
    expect(spanAfterKey('x', extent, extent)).toBeUndefined();
  });
});
