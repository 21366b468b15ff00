import { describe, expect, it } from 'vitest';
import { formatBytes } from './bytes.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9_940, '9.9 kB'],
    [9_960, '10 kB'],
    [62_000_000, '62 MB'],
    [999_600, '1.0 MB'],
    [4_200_000_000, '4.2 GB'],
    [5e15, '5000 TB'],
    [null, 'n/a'],
    [Number.NaN, 'n/a'],
  ])('writes %s as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
