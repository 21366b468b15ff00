import { describe, expect, it } from 'vitest';
import { pointsBetween } from './points-between.ts';

describe('points between two x', () => {
  const points = { x: Float64Array.of(1, 2, 2, 3, 5), y: Float64Array.of(10, 20, 21, 30, 50) };
  it.each([
    [2, 3, [20, 21, 30]],
    [-9, 99, [10, 20, 21, 30, 50]],
    [4, 4, []],
    [6, 9, []],
    [5, 1, []],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, [10, 20, 21, 30, 50]],
  ])('from %d to %d', (from, to, expected) => {
    const { x, y } = pointsBetween(points, from, to);
    expect([...y]).toEqual(expected);
    expect(x.length).toBe(y.length);
  });
});
