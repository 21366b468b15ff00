import { expect, it } from 'vitest';
import { describeBytes } from './describe-bytes.ts';

it.each([
  [0, 12, '0 of 12 B'],
  [4_100_000, 62_000_000, '4.1 of 62 MB'],
  [0, 62_000_000, '0 of 62 MB'],
  [940, 999_600, '0.0 of 1.0 MB'],
  [12_345, 99_900, '12 of 100 kB'],
  [3_000_000_000, 4_200_000_000, '3.0 of 4.2 GB'],
])('%d of %d bytes are written %s', (done, total, text) => {
  expect(describeBytes(done, total)).toBe(text);
});
