import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../numeric/seeded-random.ts';
import { bootstrapBlockLength, bootstrapCorrelation, bootstrapMean } from './block-bootstrap.ts';
import { pearson } from './correlation.ts';
import { mean, neweyWestStandardError, standardError } from './mean-and-error.ts';
import { quantileOfSorted } from './quantile.ts';
import { sortWithPositions } from './ordering.ts';
import { ranksOf } from './ranking.ts';

const averageRanks = (values: Float64Array): Float64Array => ranksOf(sortWithPositions(values), 'average');

function noise(count: number, seed: number): Float64Array {
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: count }, () => random.uniform() - 0.5);
}

/** The same resampling spelt out: rows copied block by block, then the statistic of the copy. */
function resampleRows(
  columns: Float64Array[],
  blockLength: number,
  seed: number,
  resamples: number,
  statistic: (columns: Float64Array[]) => number,
): Float64Array {
  const count = columns[0]?.length ?? 0;
  const random = new SeededRandom(seed);
  return Float64Array.from({ length: resamples }, () => {
    const rows: number[] = [];
    while (rows.length < count) {
      const start = random.below(count - blockLength + 1);
      for (let step = 0; step < blockLength && rows.length < count; step++) rows.push(start + step);
    }
    return statistic(columns.map((column) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN)));
  }).sort();
}

describe('bootstrapBlockLength', () => {
  it.each([
    [0, 1, 1],
    [1, 1, 1],
    [2, 1, 2],
    [27, 1, 3],
    [28, 1, 4],
    [1000, 1, 10],
    [1000, 8, 16],
    [10, 8, 10],
    [525_600, 1, 1027],
    [525_600, 1440, 2880],
  ])('of %d rows with overlap %d is %d', (count, overlap, expected) => {
    expect(bootstrapBlockLength(count, overlap)).toBe(expected);
  });
});

describe('bootstrapMean', () => {
  it('is what copying the rows gives', () => {
    const values = noise(101, 1);
    const expected = resampleRows([values], 7, 5, 200, ([column]) => mean(column ?? values));
    const interval = bootstrapMean(values, { seed: 5, blockLength: 7, resamples: 200 });
    expect(interval.low).toBeCloseTo(quantileOfSorted(expected, 0.025), 13);
    expect(interval.high).toBeCloseTo(quantileOfSorted(expected, 0.975), 13);
    expect(interval).toMatchObject({ confidence: 0.95, resamples: 200, blockLength: 7 });
  });

  it('agrees with the normal interval on independent values', () => {
    const values = noise(5000, 2);
    const interval = bootstrapMean(values, { seed: 1, blockLength: bootstrapBlockLength(5000, 1) });
    const error = standardError(values);
    expect(interval.standardError / error).toBeGreaterThan(0.85);
    expect(interval.standardError / error).toBeLessThan(1.15);
    expect((interval.high - interval.low) / (2 * 1.96 * error)).toBeGreaterThan(0.85);
    expect((interval.high - interval.low) / (2 * 1.96 * error)).toBeLessThan(1.15);
  });

  it('widens with overlapping outcomes, as the Newey-West error does', () => {
    const steps = noise(6000, 3);
    const sums = Float64Array.from({ length: 5990 }, (_, start) => mean(steps, start, start + 10));
    const interval = bootstrapMean(sums, { seed: 1, blockLength: bootstrapBlockLength(5990, 30) });
    expect(interval.standardError / neweyWestStandardError(sums, 30)).toBeGreaterThan(0.8);
    expect(interval.standardError / neweyWestStandardError(sums, 30)).toBeLessThan(1.25);
    expect(interval.standardError).toBeGreaterThan(2 * standardError(sums));
  });

  it('holds the observed mean, and the true one about 95 times in 100', () => {
    let trueInside = 0;
    for (let seed = 0; seed < 100; seed++) {
      const values = noise(400, 100 + seed);
      const interval = bootstrapMean(values, {
        seed,
        blockLength: bootstrapBlockLength(400, 1),
        resamples: 500,
      });
      expect(interval.low).toBeLessThanOrEqual(mean(values));
      expect(interval.high).toBeGreaterThanOrEqual(mean(values));
      if (interval.low <= 0 && interval.high >= 0) trueInside++;
    }
    expect(trueInside).toBeGreaterThanOrEqual(85);
  });

  it('repeats with its seed and moves with another', () => {
    const values = noise(300, 4);
    const once = bootstrapMean(values, { seed: 1, blockLength: 5 });
    expect(bootstrapMean(values, { seed: 1, blockLength: 5 })).toEqual(once);
    expect(bootstrapMean(values, { seed: 2, blockLength: 5 })).not.toEqual(once);
  });

  it('does not exist below two values, and has no width without variation', () => {
    for (const few of [new Float64Array(0), Float64Array.of(1)]) {
      const interval = bootstrapMean(few, { seed: 1, blockLength: 1 });
      expect([interval.low, interval.high, interval.standardError]).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
    }
    const flat = bootstrapMean(new Float64Array(50).fill(0.25), { seed: 1, blockLength: 4 });
    expect([flat.low, flat.high, flat.standardError]).toEqual([0.25, 0.25, 0]);
  });
});

describe('bootstrapCorrelation', () => {
  it('is what copying the rows gives', () => {
    const x = averageRanks(noise(97, 5));
    const y = averageRanks(noise(97, 6).map((value, index) => value + 0.01 * (x[index] ?? 0)));
    const expected = resampleRows([x, y], 8, 3, 200, ([left, right]) => pearson(left ?? x, right ?? y));
    const interval = bootstrapCorrelation(x, y, { seed: 3, blockLength: 8, resamples: 200 });
    expect(interval.low).toBeCloseTo(quantileOfSorted(expected, 0.025), 12);
    expect(interval.high).toBeCloseTo(quantileOfSorted(expected, 0.975), 12);
  });

  it('comes close to ranking every resample again', () => {
    const x = noise(600, 7);
    const y = noise(600, 8).map((value, index) => value + (x[index] ?? 0));
    const exact = resampleRows([x, y], 9, 4, 300, (columns) => {
      const [left, right] = columns.map(averageRanks);
      return pearson(left ?? x, right ?? y);
    });
    const interval = bootstrapCorrelation(averageRanks(x), averageRanks(y), {
      seed: 4,
      blockLength: 9,
      resamples: 300,
    });
    expect(Math.abs(interval.low - quantileOfSorted(exact, 0.025))).toBeLessThan(0.01);
    expect(Math.abs(interval.high - quantileOfSorted(exact, 0.975))).toBeLessThan(0.01);
  });

  it('holds the observed correlation', () => {
    for (let seed = 0; seed < 30; seed++) {
      const x = averageRanks(noise(300, 200 + seed));
      const y = averageRanks(noise(300, 300 + seed));
      const interval = bootstrapCorrelation(x, y, { seed, blockLength: 7, resamples: 300 });
      expect(interval.low).toBeLessThanOrEqual(pearson(x, y));
      expect(interval.high).toBeGreaterThanOrEqual(pearson(x, y));
    }
  });

  it('stays in bounds at the edges', () => {
    const perfect = bootstrapCorrelation(Float64Array.of(0, 1, 2), Float64Array.of(0, 1, 2), {
      seed: 1,
      blockLength: 1,
    });
    expect(perfect.low).toBeGreaterThanOrEqual(0);
    expect(perfect.high).toBe(1);
    expect(
      bootstrapCorrelation(Float64Array.of(1), Float64Array.of(1), { seed: 1, blockLength: 1 }).low,
    ).toBeNaN();
  });
});
