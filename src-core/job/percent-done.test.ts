import { expect, it } from 'vitest';
import { percentDone } from './percent-done.ts';

it('Q32 whole percent are rounded down, and are 100 only at the end', () => {
  const fractions = [0, 0.004, 0.01, 0.29, 0.57, 0.999, 0.999_999_9, 1];
  expect(fractions.map(percentDone)).toEqual([0, 0, 1, 29, 57, 99, 99, 100]);
});
