import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../numeric/seeded-random.ts';
import { argsort, ranksFromOrder, rankStretch, stretchScratch } from './ranking.ts';

const ordinalRanks = (values: Float64Array): Float64Array =>
  ranksFromOrder(values, argsort(values), 'ordinal');
const averageRanks = (values: Float64Array): Float64Array =>
  ranksFromOrder(values, argsort(values), 'average');

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
    const scratch = stretchScratch(4);
    const ranks = new Float64Array(4);
    rankStretch(values, 2, 4, 'average', scratch, ranks);
    expect([...ranks]).toEqual([2.5, 0, 2.5, 1]);
    rankStretch(values, 2, 4, 'ordinal', scratch, ranks);
    expect([...ranks]).toEqual([2, 0, 3, 1]);
  });
});

describe('argsort', () => {
  const random = new SeededRandom(1);
  const columns: [string, () => number][] = [
    ['spread over all magnitudes', () => (random.uniform() - 0.5) * 2 ** (random.below(600) - 300)],
    ['close together, so that the upper words tie in long runs', () => 1 + random.uniform() * 1e-9],
    ['few distinct', () => random.below(7) - 3],
    ['constant', () => 5],
  ];

  it.each(columns)('sorts values %s, stably', (_name, draw) => {
    const values = Float64Array.from({ length: 20_000 }, draw);
    const order = argsort(values);
    expect(new Set(order).size).toBe(values.length);
    for (let index = 1; index < order.length; index++) {
      const before = order[index - 1] as number;
      const after = order[index] as number;
      const ascends = (values[before] as number) < (values[after] as number);
      const tiedInOrder = values[before] === values[after] && before < after;
      if (!ascends && !tiedInOrder) expect.fail(`positions ${before} and ${after} are out of order`);
    }
  });
});
