import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../numeric/seeded-random.ts';
import { alignedCurve, overlapOfRuns } from './aligned-curve.ts';
import { estimateDifference } from './difference-estimate.ts';
import { pairedDifferences } from './paired-differences.ts';
import type { ScoredRows } from './scored-rows.ts';
import { overlapOfSummary } from './summary-overlap.ts';

type Row = readonly [ts: number, scope: string, score: number];

/** Rows as a run has them: by time, and scopes numbered in an order of the run's own. */
function scoredRows(rows: readonly Row[], scopeNames = [...new Set(rows.map((row) => row[1]))]): ScoredRows {
  return {
    ts: Float64Array.from(rows, (row) => row[0]),
    score: Float64Array.from(rows, (row) => row[2]),
    scope: Uint16Array.from(rows, (row) => scopeNames.indexOf(row[1])),
    scopeNames,
  };
}

describe('paired differences', () => {
  it('are those of the same scope and time, run minus baseline, in time order', () => {
    const baseline = scoredRows([
      [1, 'A', 1],
      [1, 'B', 10],
      [2, 'A', 2],
      [3, 'A', 3],
      [3, 'B', 30],
    ]);
    const run = scoredRows([
      [1, 'B', 11],
      [2, 'A', 5],
      [2, 'B', 99],
      [3, 'B', 33],
      [3, 'A', 7],
      [9, 'C', 1],
    ]);
    expect([...pairedDifferences(baseline, run)]).toEqual([1, 3, 4, 3]);
    expect(pairedDifferences(baseline, scoredRows([]))).toHaveLength(0);
  });

  it('are found for whatever both have', () => {
    const rows = fc
      .uniqueArray(fc.tuple(fc.nat(30), fc.constantFrom('A', 'B', 'C'), fc.integer({ min: -9, max: 9 })), {
        selector: ([ts, scope]) => `${ts} ${scope}`,
      })
      .map((list) => list.sort((left, right) => left[0] - right[0]));
    fc.assert(
      fc.property(rows, rows, (left, right) => {
        const expected = left.flatMap(([ts, scope, score]) =>
          right.filter((other) => other[0] === ts && other[1] === scope).map((other) => other[2] - score),
        );
        expect([...pairedDifferences(scoredRows(left), scoredRows(right, ['C', 'A', 'B']))]).toEqual(
          expected,
        );
      }),
      { seed: 31, numRuns: 300 },
    );
  });
});

describe('the estimate of a difference', () => {
  it('is the mean, inside its interval, and the same each time', () => {
    const random = new SeededRandom(2);
    const differences = Float64Array.from({ length: 400 }, () => random.uniform() - 0.4);
    const estimate = estimateDifference(differences, 3);
    expect(estimate.mean).toBeCloseTo([...differences].reduce((sum, value) => sum + value, 0) / 400, 14);
    expect(estimate.low).toBeLessThan(estimate.mean);
    expect(estimate.high).toBeGreaterThan(estimate.mean);
    expect(estimate).toMatchObject({ paired: 400, confidence: 0.95 });
    expect(estimateDifference(differences, 3)).toEqual(estimate);
  });

  it('is NaN where there is none', () => {
    expect(estimateDifference(new Float64Array(0), 1)).toEqual({
      paired: 0,
      mean: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
      confidence: 0.95,
    });
  });
});

describe('aligned curves', () => {
  const run = scoredRows([
    [10, 'A', 5],
    [20, 'A', 1],
    [20, 'B', 2],
    [30, 'A', -4],
    [40, 'A', 8],
  ]);

  it('begin at zero where every run has begun, and end where the first one ends', () => {
    const span = overlapOfRuns([run, { ts: Float64Array.of(15, 35) }]);
    expect(span).toEqual({ from: 15, to: 35 });
    const { x, y } = alignedCurve(run, { from: 15, to: 35 });
    expect([...x]).toEqual([15, 20, 20, 30]);
    expect([...y]).toEqual([0, 1, 3, -1]);
  });

  it('are none for runs that never meet', () => {
    expect(overlapOfRuns([run, { ts: Float64Array.of(50, 60) }])).toBeUndefined();
    expect(overlapOfRuns([run, { ts: new Float64Array(0) }])).toBeUndefined();
    expect(overlapOfRuns([])).toBeUndefined();
  });
});

describe('the overlap that a summary tells of', () => {
  const scope = { prediction_interval_seconds: 60, resolve_horizon_seconds: 300 };

  it('counts the predictions that are open at once, of all scopes', () => {
    const data = { feeds: ['test/BTC/candle/1m'] };
    expect(overlapOfSummary({ data, scopes: [scope] })).toBe(5);
    expect(overlapOfSummary({ data, scopes: [scope, scope] })).toBe(10);
    expect(overlapOfSummary({ data: { feeds: ['test/BTC/candle/5m'] }, scopes: [scope] })).toBe(1);
  });

  it('is 1 for a kind without scopes', () => {
    expect(overlapOfSummary({ data: { feeds: ['a/b/candle/1d'] } })).toBe(1);
  });
});
