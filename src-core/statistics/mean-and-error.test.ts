import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../numeric/seeded-random.ts';
import {
  mean,
  neweyWestStandardError,
  populationStandardDeviation,
  sampleStandardDeviation,
  standardError,
} from './mean-and-error.ts';

const textbook = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9);

/** Newey-West as printed: weighted autocovariances, O(n · lag). */
function neweyWestByDefinition(values: Float64Array, lag: number): number {
  const count = values.length;
  const average = mean(values);
  let longRun = 0;
  for (let step = 0; step <= Math.min(lag, count - 1); step++) {
    let covariance = 0;
    for (let index = step; index < count; index++) {
      covariance += ((values[index] ?? 0) - average) * ((values[index - step] ?? 0) - average);
    }
    longRun += (step === 0 ? 1 : 2 * (1 - step / (Math.min(lag, count - 1) + 1))) * (covariance / count);
  }
  return Math.sqrt((longRun / count) * (count / (count - 1)));
}

describe('mean and deviations', () => {
  it('of the textbook sample', () => {
    expect(mean(textbook)).toBe(5);
    expect(populationStandardDeviation(textbook)).toBe(2);
    expect(sampleStandardDeviation(textbook)).toBeCloseTo(Math.sqrt(32 / 7), 15);
    expect(standardError(textbook)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 15);
    expect(mean(textbook, 1, 4)).toBe(4);
  });

  it('do not exist for too few values', () => {
    expect(mean(new Float64Array(0))).toBeNaN();
    expect(populationStandardDeviation(new Float64Array(0))).toBeNaN();
    for (const few of [new Float64Array(0), Float64Array.of(3)]) {
      expect(sampleStandardDeviation(few)).toBeNaN();
      expect(standardError(few)).toBeNaN();
      expect(neweyWestStandardError(few, 2)).toBeNaN();
    }
  });
});

describe('neweyWestStandardError', () => {
  it('is the plain standard error at lag 0', () => {
    expect(neweyWestStandardError(textbook, 0)).toBeCloseTo(standardError(textbook), 15);
  });

  it.each([1, 2, 3, 7, 50])('is the weighted sum of autocovariances at lag %d', (lag) => {
    const random = new SeededRandom(lag);
    const values = Float64Array.from({ length: 40 }, () => random.uniform() - 0.3);
    expect(neweyWestStandardError(values, lag)).toBeCloseTo(neweyWestByDefinition(values, lag), 14);
    expect(neweyWestStandardError(textbook, lag)).toBeCloseTo(neweyWestByDefinition(textbook, lag), 14);
  });

  it('finds the error of overlapping sums, which the plain one misses by the root of the overlap', () => {
    const random = new SeededRandom(9);
    const overlap = 10;
    const noise = Float64Array.from({ length: 20_000 + overlap }, () => random.uniform() - 0.5);
    const sums = Float64Array.from({ length: 20_000 }, (_, start) => {
      let sum = 0;
      for (let step = 0; step < overlap; step++) sum += noise[start + step] ?? 0;
      return sum;
    });
    const truth = (overlap * Math.sqrt(1 / 12)) / Math.sqrt(20_000);
    expect(neweyWestStandardError(sums, 4 * overlap) / truth).toBeGreaterThan(0.8);
    expect(neweyWestStandardError(sums, 4 * overlap) / truth).toBeLessThan(1.2);
    expect(standardError(sums) / truth).toBeLessThan(0.4);
  });
});
