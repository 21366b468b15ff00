import { describe, expect, it } from 'vitest';
import { complementaryErrorFunction, errorFunction } from './error-function.ts';

// Abramowitz and Stegun, table 7.1, carried to 16 digits with 50-digit arithmetic (mpmath).
const published: [number, number, number][] = [
  [0.1, 0.1124629160182849, 0.887537083981715],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [1, 0.8427007929497149, 0.15729920705028513],
  [2, 0.9953222650189527, 0.004677734981047266],
  [3, 0.9999779095030014, 2.209049699858544e-5],
  [5, 0.9999999999984626, 1.537459794428035e-12],
];

describe('errorFunction', () => {
  it.each(published)('at %d', (x, erf, erfc) => {
    expect(Math.abs(errorFunction(x) / erf - 1)).toBeLessThan(1e-15);
    expect(Math.abs(complementaryErrorFunction(x) / erfc - 1)).toBeLessThan(2e-15);
    expect(errorFunction(-x)).toBe(-errorFunction(x));
    expect(complementaryErrorFunction(-x)).toBeCloseTo(2 - erfc, 15);
  });

  it('keeps its relative accuracy far into the tail and close to zero', () => {
    expect(complementaryErrorFunction(10) / 2.088487583762545e-45 - 1).toBeCloseTo(0, 14);
    expect(complementaryErrorFunction(26) / 5.663192408856143e-296 - 1).toBeCloseTo(0, 14);
    expect(errorFunction(1e-10)).toBe(1.1283791670955126e-10);
  });

  it('has limits, keeps NaN, and is odd', () => {
    expect(errorFunction(Number.POSITIVE_INFINITY)).toBe(1);
    expect(errorFunction(Number.NEGATIVE_INFINITY)).toBe(-1);
    expect(complementaryErrorFunction(Number.POSITIVE_INFINITY)).toBe(0);
    expect(complementaryErrorFunction(Number.NEGATIVE_INFINITY)).toBe(2);
    expect(errorFunction(Number.NaN)).toBeNaN();
    expect(complementaryErrorFunction(Number.NaN)).toBeNaN();
    expect(Object.is(errorFunction(-0), -0)).toBe(true);
  });

  it('agrees with the continued fraction of erfc where the two forms meet', () => {
    for (let x = 0.5; x < 6; x += 0.01) {
      // erfc(x) = e^(-x²) / sqrt(pi) / (x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), evaluated from the inside.
      let fraction = x;
      for (let level = 2000; level > 0; level--) fraction = x + level / 2 / fraction;
      const expected = Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
      expect(Math.abs(complementaryErrorFunction(x) / expected - 1)).toBeLessThan(3e-14);
      expect(Math.abs(errorFunction(x) + complementaryErrorFunction(x) - 1)).toBeLessThan(3e-16);
    }
  });
});
