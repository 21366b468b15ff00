import { describe, expect, it } from 'vitest';
import { formatDuration, formatRemaining, formatWholeSeconds } from './duration.ts';

describe('formatDuration', () => {
  it.each([
    [0.938, '0.94 s'],
    [9.994, '9.99 s'],
    [9.999, '10 s'],
    [59.4, '59 s'],
    [59.9, '1 min'],
    [200, '3 min 20 s'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
    [86_399, '1 d'],
    [273_600, '3 d 4 h'],
    [null, 'n/a'],
    [Infinity, 'n/a'],
  ])('writes %s seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('formatRemaining', () => {
  it.each([
    [0.2, '≈ 1 s'],
    [89, '≈ 89 s'],
    [240, '≈ 4 min'],
    [7200, '≈ 2 h'],
  ])('writes %s seconds as %s', (seconds, text) => expect(formatRemaining(seconds)).toBe(text));
});

describe('formatWholeSeconds', () => {
  it.each([
    [-0.4, '0 s'],
    [5.9, '5 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
  ])('writes %s seconds as %s', (seconds, text) => expect(formatWholeSeconds(seconds)).toBe(text));
});
