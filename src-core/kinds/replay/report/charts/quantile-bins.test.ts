import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortWithPositions } from '../../../../statistics/ordering.ts';
import { ranksOf } from '../../../../statistics/ranking.ts';
import { assignBins, meanByBin, quantileEdges } from './quantile-bins.ts';

const averageRanks = (values: Float64Array): Float64Array => ranksOf(sortWithPositions(values), 'average');

describe('quantile bins', () => {
  it('hold equal numbers of distinct values', () => {
    const values = Float64Array.from({ length: 100 }, (_, index) => (index * 37) % 100);
    const assigned = assignBins(values, quantileEdges(values.slice().sort(), 10));
    assigned.forEach((bin, row) => expect(bin).toBe(Math.floor((values[row] ?? 0) / 10)));
  });

  it('are those of the mean rank of each value', () => {
    const anyValues = fc.array(
      fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ noNaN: true, min: -9, max: 9 })),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(anyValues, fc.integer({ min: 2, max: 12 }), (list, bins) => {
        const values = Float64Array.from(list, (value) => value + 0);
        const expected = averageRanks(values).map((rank) => Math.floor((rank * bins) / values.length));
        const assigned = assignBins(values, quantileEdges(values.slice().sort(), bins));
        expect([...assigned]).toEqual([...expected]);
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  it('average a column, and leave an empty bin without a value', () => {
    const means = meanByBin(Uint8Array.of(0, 2, 2), 3, Float64Array.of(1, 2, 4), 100);
    expect([...means]).toEqual([100, Number.NaN, 300]);
  });
});
