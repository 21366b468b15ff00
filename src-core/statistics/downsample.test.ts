import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestTriangleDownsample, minMaxDownsample, type Points } from './downsample.ts';

function line(y: number[]): Points {
  return { x: Float64Array.from(y, (_, index) => index), y: Float64Array.from(y) };
}

const anyLine = fc
  .array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
    minLength: 1,
    maxLength: 300,
  })
  .map(line);

describe.each([
  ['minMaxDownsample', minMaxDownsample],
  ['largestTriangleDownsample', largestTriangleDownsample],
])('%s', (_name, downsample) => {
  it('keeps points of the line, in order, first and last among them, within the limit', () => {
    fc.assert(
      fc.property(anyLine, fc.integer({ min: 4, max: 60 }), (points, limit) => {
        const reduced = downsample(points, limit);
        expect(reduced.x.length).toBeLessThanOrEqual(limit);
        expect(reduced.x.length).toBe(reduced.y.length);
        expect(reduced.x[0]).toBe(points.x[0]);
        expect(reduced.x.at(-1)).toBe(points.x.at(-1));
        reduced.x.forEach((x, index) => {
          expect(reduced.y[index]).toBe(points.y[x]);
          if (index > 0) expect(x).toBeGreaterThan(reduced.x[index - 1] ?? Number.NaN);
        });
      }),
      { seed: 8 },
    );
  });

  it('leaves a short line alone', () => {
    const points = line([3, 1, 2]);
    expect(downsample(points, 4)).toBe(points);
    expect(downsample(line([]), 4).x.length).toBe(0);
  });

  it('keeps a single spike', () => {
    const spiked = line(
      Array.from({ length: 5000 }, (_, index) => (index === 3210 ? 50 : Math.sin(index / 400))),
    );
    expect(Math.max(...downsample(spiked, 100).y)).toBe(50);
  });
});

describe('minMaxDownsample', () => {
  it('keeps the lowest and the highest point of any line', () => {
    fc.assert(
      fc.property(anyLine, fc.integer({ min: 4, max: 60 }), (points, limit) => {
        const reduced = minMaxDownsample(points, limit);
        expect(Math.min(...reduced.y)).toBe(Math.min(...points.y));
        expect(Math.max(...reduced.y)).toBe(Math.max(...points.y));
      }),
      { seed: 9 },
    );
  });

  it('passes over NaN inside the line', () => {
    const reduced = minMaxDownsample(line([0, ...Array.from({ length: 20 }, () => Number.NaN), 7, 0]), 6);
    expect([...reduced.y]).toEqual([0, 7, 0]);
  });
});

describe('largestTriangleDownsample', () => {
  it('gives exactly as many points as asked for, and a straight line its ends', () => {
    const straight = line(Array.from({ length: 1000 }, (_, index) => 2 * index));
    const reduced = largestTriangleDownsample(straight, 50);
    expect(reduced.x.length).toBe(50);
    reduced.x.forEach((x, index) => expect(reduced.y[index]).toBe(2 * x));
  });
});
