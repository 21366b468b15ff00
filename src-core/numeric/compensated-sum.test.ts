import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompensatedSum, compensatedSum } from './compensated-sum.ts';

describe('compensatedSum', () => {
  it("gives Neumaier's own example exactly, where plain summation gives 0", () => {
    expect(compensatedSum(Float64Array.of(1, 1e100, 1, -1e100))).toBe(2);
  });

  it('sums a tenth ten million times to within one rounding', () => {
    expect(compensatedSum(new Float64Array(10_000_000).fill(0.1))).toBe(1_000_000);
  });

  it('sums a stretch, and nothing to 0', () => {
    expect(compensatedSum(Float64Array.of(1, 2, 3, 4), 1, 3)).toBe(5);
    expect(compensatedSum(new Float64Array(0))).toBe(0);
  });

  it('carries NaN and infinities like plain addition', () => {
    expect(compensatedSum(Float64Array.of(1, Number.NaN))).toBeNaN();
    expect(compensatedSum(Float64Array.of(1, Number.POSITIVE_INFINITY, 1))).toBe(Number.POSITIVE_INFINITY);
  });

  it('agrees term by term with the running form, and with exact sums of integers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (terms) => {
        const running = new CompensatedSum();
        for (const term of terms) running.add(term);
        const exact = Number(terms.reduce((sum, term) => sum + BigInt(term), 0n));
        expect(running.value).toBe(exact);
        expect(compensatedSum(Float64Array.from(terms))).toBe(exact);
      }),
      { seed: 5 },
    );
  });
});
