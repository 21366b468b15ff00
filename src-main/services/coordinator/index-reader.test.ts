import { expect, it } from 'vitest';
import { fuzzIndex } from '../../../tests/support/fuzz-index.ts';

it('D14 D23 takes a damaged index exactly when it is still one, in whatever pieces it comes', () => {
  const { accepted, faults } = fuzzIndex(20_000, 3);
  expect(faults).toEqual([]);
  expect(accepted).toBeGreaterThan(100);
});
