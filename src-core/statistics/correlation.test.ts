import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pearson } from './correlation.ts';

describe('pearson', () => {
  // Anscombe's quartet, 1973: all four sets have a correlation of 0.816.
  const x = Float64Array.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5);
  it.each([
    [[8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68], 0.8164205163448399],
    [[9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74], 0.816236506000243],
  ])("of Anscombe's quartet", (y, expected) => {
    expect(pearson(x, Float64Array.from(y))).toBeCloseTo(expected, 14);
  });

  it('is 1 or -1 on a line and NaN where a column does not vary or there are too few entries', () => {
    expect(pearson(Float64Array.of(1, 2, 3), Float64Array.of(2, 4, 6))).toBeCloseTo(1, 15);
    expect(pearson(Float64Array.of(1, 2, 3), Float64Array.of(3, 2, 1))).toBeCloseTo(-1, 15);
    expect(pearson(Float64Array.of(1, 1, 1), Float64Array.of(3, 2, 1))).toBeNaN();
    expect(pearson(Float64Array.of(1), Float64Array.of(3))).toBeNaN();
    expect(pearson(Float64Array.of(1, 2, 9), Float64Array.of(2, 4, 0), 2)).toBeCloseTo(1, 15);
  });

  it('is symmetric, and between -1 and 1', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 2,
    });
    fc.assert(
      fc.property(pairs, (list) => {
        const left = Float64Array.from(list, ([first]) => first);
        const right = Float64Array.from(list, ([, second]) => second);
        const value = pearson(left, right);
        expect(pearson(right, left)).toBe(value);
        if (!Number.isNaN(value)) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-14);
      }),
      { seed: 7 },
    );
  });
});
