import { describe, expect, it } from 'vitest';
import { exponential } from './exponential.ts';
import { logarithm } from './logarithm.ts';
import { SeededRandom } from './seeded-random.ts';

/** One unit in the last place of `value`: the spacing of doubles at its magnitude. */
function spacingOf(value: number): number {
  const magnitude = Math.abs(value);
  let power = 2 ** Math.floor(Math.log2(magnitude));
  if (power > magnitude) power /= 2;
  return magnitude === 0 ? Number.MIN_VALUE : Math.max(power * Number.EPSILON, Number.MIN_VALUE);
}

describe('logarithm', () => {
  // Correctly rounded from 50-digit arithmetic (mpmath).
  it.each([
    [1, 0],
    [2, 0.6931471805599453],
    [10, 2.302585092994046],
    [0.1, -2.3025850929940455],
    [Math.E, 1],
    [0.9999999999999999, -1.1102230246251565e-16],
    [1.0000000000000002, 2.220446049250313e-16],
    [Number.MAX_VALUE, 709.782712893384],
    [Number.MIN_VALUE, -744.4400719213812],
    [2 ** -1022, -708.3964185322641],
  ])('of %d is %d, within 1 ulp', (value, expected) => {
    expect(Math.abs(logarithm(value) - expected)).toBeLessThanOrEqual(spacingOf(expected));
  });

  it('has the edges of Math.log', () => {
    for (const value of [0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(logarithm(value)).toBe(Math.log(value));
    }
    expect(Object.is(logarithm(1), 0)).toBe(true);
  });

  it('is exact for powers of two up to rounding of k ln 2', () => {
    for (let exponent = -1074; exponent <= 1023; exponent++) {
      const expected = exponent * Math.LN2;
      expect(Math.abs(logarithm(2 ** exponent) - expected)).toBeLessThanOrEqual(spacingOf(expected));
    }
  });

  it('stays within 1 ulp of Math.log over all magnitudes and around 1', () => {
    const random = new SeededRandom(1);
    for (let index = 0; index < 200_000; index++) {
      const value =
        index % 2 === 0
          ? (1 + random.uniform()) * 2 ** (random.below(2045) - 1022)
          : 1 + (random.uniform() - 0.5) * 2 ** -random.below(40);
      const expected = Math.log(value);
      if (!(Math.abs(logarithm(value) - expected) <= spacingOf(expected))) {
        expect.fail(`logarithm(${value}) is ${logarithm(value)}, Math.log gives ${expected}`);
      }
    }
  });
});

describe('exponential', () => {
  // Correctly rounded from 50-digit arithmetic (mpmath).
  it.each([
    [0, 1],
    [1, 2.718281828459045],
    [-1, 0.36787944117144233],
    [0.5, 1.6487212707001282],
    [1e-17, 1],
    [-1e-9, 0.999999999],
    [100, 2.6881171418161356e43],
    [-700, 9.85967654375977e-305],
    [709.782712893384, 1.7976931348622732e308],
    [-745, 5e-324],
  ])('of %d is %d, within 1 ulp', (value, expected) => {
    expect(Math.abs(exponential(value) - expected)).toBeLessThanOrEqual(spacingOf(expected));
  });

  it('has the edges of Math.exp', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 710, -746, 0, -0]) {
      expect(exponential(value)).toBe(Math.exp(value));
    }
  });

  it('stays within 1 ulp of Math.exp, subnormal results included', () => {
    const random = new SeededRandom(2);
    for (let index = 0; index < 200_000; index++) {
      const value =
        index % 2 === 0
          ? random.uniform() * 1454 - 745
          : (random.uniform() - 0.5) * 2 ** (3 - random.below(60));
      const expected = Math.exp(value);
      if (!(Math.abs(exponential(value) - expected) <= spacingOf(expected))) {
        expect.fail(`exponential(${value}) is ${exponential(value)}, Math.exp gives ${expected}`);
      }
    }
  });

  it('undoes the logarithm', () => {
    const random = new SeededRandom(3);
    for (let index = 0; index < 1000; index++) {
      const value = 0.1 + random.uniform() * 10;
      expect(exponential(logarithm(value))).toBeCloseTo(value, 13);
    }
  });
});
