import { describe, expect, it } from 'vitest';
import { priceDigits, scoreDigits } from './figure-digits.ts';

describe('precision of columns', () => {
  it.each([
    [47_733.43, 2],
    [1234.5, 2],
    [101.25, 3],
    [1.0834, 5],
    [0.00001234, 10],
    [0, 2],
    [null, 2],
  ])('a price of %s has %d digits', (price, digits) => {
    expect(priceDigits(price)).toBe(digits);
  });

  it('shows a directional score as a whole number', () => {
    expect(scoreDigits({})).toBe(0);
    expect(scoreDigits({ scoring: 'signed_return' })).toBe(6);
  });
});
