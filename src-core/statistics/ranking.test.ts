import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortWithPositions } from './ordering.ts';
import { ranksOf, rankStretch, type RankMethod } from './ranking.ts';

const ordinalRanks = (values: Float64Array): Float64Array => ranksOf(sortWithPositions(values), 'ordinal');
const averageRanks = (values: Float64Array): Float64Array => ranksOf(sortWithPositions(values), 'average');

/** By definition: how many values are smaller, plus how many equal ones come before. */
function ordinalByCounting(values: Float64Array): number[] {
  return Array.from(values, (value, position) => {
    let rank = 0;
    values.forEach((other, index) => {
      if (other < value || (other === value && index < position)) rank++;
    });
    return rank;
  });
}

/** By definition: how many values are smaller, plus half of the other equal ones. */
function averageByCounting(values: Float64Array): number[] {
  return Array.from(values, (value) => {
    let smaller = 0;
    let equal = 0;
    for (const other of values) {
      if (other < value) smaller++;
      else if (other === value) equal++;
    }
    return smaller + (equal - 1) / 2;
  });
}

const anyValue = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE),
  fc.integer({ min: -3, max: 3 }),
);

describe('ranks', () => {
  it('of ties are by position, or shared', () => {
    const values = Float64Array.of(1, 1, 2, 2, 3);
    expect([...ordinalRanks(values)]).toEqual([0, 1, 2, 3, 4]);
    expect([...averageRanks(values)]).toEqual([0.5, 0.5, 2.5, 2.5, 4]);
    // scipy.stats.rankdata([0, 2, 3, 2]) - 1
    expect([...averageRanks(Float64Array.of(0, 2, 3, 2))]).toEqual([0, 1.5, 3, 1.5]);
  });

  it('take -0 for 0', () => {
    expect([...ordinalRanks(Float64Array.of(0, -0, 0, -1))]).toEqual([1, 2, 3, 0]);
    expect([...averageRanks(Float64Array.of(0, -0, 0, -1))]).toEqual([2, 2, 2, 0]);
  });

  it('are those of the definition, for short and for long columns', () => {
    for (const [minLength, maxLength] of [
      [0, 60],
      [90, 400],
    ]) {
      fc.assert(
        fc.property(fc.array(anyValue, { minLength: minLength ?? 0, maxLength: maxLength ?? 0 }), (list) => {
          const values = Float64Array.from(list);
          expect([...ordinalRanks(values)]).toEqual(ordinalByCounting(values));
          expect([...averageRanks(values)]).toEqual(averageByCounting(values));
        }),
        { seed: 6, numRuns: 60 },
      );
    }
  });

  it('of a stretch are those of the stretch alone', () => {
    const values = Float64Array.of(9, 9, 3, 1, 3, 2, 9);
    const ranks = new Float64Array(4);
    rankStretch(values, 2, 4, 'average', ranks);
    expect([...ranks]).toEqual([2.5, 0, 2.5, 1]);
    rankStretch(values, 2, 4, 'ordinal', ranks);
    expect([...ranks]).toEqual([2, 0, 3, 1]);
  });

  it('of any stretch are those of the definition', () => {
    const ranksOfStretch = (values: Float64Array, start: number, method: RankMethod): number[] => {
      const ranks = new Float64Array(values.length - start);
      rankStretch(values, start, ranks.length, method, ranks);
      return [...ranks];
    };
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 20 }), fc.nat({ max: 20 }), (list, from) => {
        const values = Float64Array.from(list);
        const start = Math.min(from, values.length);
        expect(ranksOfStretch(values, start, 'ordinal')).toEqual(ordinalByCounting(values.slice(start)));
        expect(ranksOfStretch(values, start, 'average')).toEqual(averageByCounting(values.slice(start)));
      }),
      { seed: 6 },
    );
  });
});
