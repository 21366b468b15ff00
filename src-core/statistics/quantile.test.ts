import { describe, expect, it } from 'vitest';
import { quantileOfSorted } from './quantile.ts';

describe('quantileOfSorted', () => {
  it("is NumPy's default, linear between neighbours", () => {
    const values = Float64Array.of(1, 2, 3, 4);
    expect(quantileOfSorted(values, 0)).toBe(1);
    expect(quantileOfSorted(values, 0.25)).toBe(1.75);
    expect(quantileOfSorted(values, 0.5)).toBe(2.5);
    expect(quantileOfSorted(values, 0.9)).toBeCloseTo(3.7, 15);
    expect(quantileOfSorted(values, 1)).toBe(4);
  });

  it('of one value is that value, of none is NaN', () => {
    expect(quantileOfSorted(Float64Array.of(7), 0.3)).toBe(7);
    expect(quantileOfSorted(new Float64Array(0), 0.3)).toBeNaN();
  });
});
