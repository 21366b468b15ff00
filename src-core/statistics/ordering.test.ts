import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../numeric/seeded-random.ts';
import { sortWithPositions } from './ordering.ts';

describe('sortWithPositions', () => {
  const random = new SeededRandom(1);
  const columns: [string, () => number][] = [
    ['spread over all magnitudes', () => (random.uniform() - 0.5) * 2 ** (random.below(600) - 300)],
    ['close together, so that the upper words tie in long runs', () => 1 + random.uniform() * 1e-9],
    ['below zero and close together', () => -1 - random.uniform() * 1e-9],
    ['few distinct', () => random.below(7) - 3],
    ['constant', () => 5],
    [
      'at both ends of what there is',
      () => [-1, 1][random.below(2)]! * [0, 5e-324, 1, Infinity][random.below(4)]!,
    ],
  ];

  it.each(columns)('sorts values %s, stably', (_name, draw) => {
    for (const length of [0, 1, 96, 20_000]) expectSorted(Float64Array.from({ length }, draw));
  });

  it('sorts any values, of which equal ones keep their order', () => {
    const anyValue = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity));
    const columnsOf = (minLength: number, maxLength: number): fc.Arbitrary<Float64Array> =>
      fc.array(anyValue, { minLength, maxLength }).map((list) => Float64Array.from(list));
    fc.assert(fc.property(columnsOf(0, 96), expectSorted), { seed: 6 });
    fc.assert(fc.property(columnsOf(97, 300), expectSorted), { seed: 6 });
  });
});

/** By definition: ascending, and with equal values in the order of their positions; what was sorted is as it was. */
function expectSorted(column: Float64Array): void {
  const before = column.slice();
  const { values, positions } = sortWithPositions(column);
  expect(column).toEqual(before);
  expect([values.length, new Set(positions).size]).toEqual([column.length, column.length]);
  for (let index = 0; index < values.length; index++) {
    const [value, position] = [values[index] as number, positions[index] as number];
    // The sum makes -0 to 0.
    expect(value).toBe((column[position] as number) + 0);
    if (index === 0) continue;
    const ascends = (values[index - 1] as number) < value;
    const tiedInOrder = values[index - 1] === value && (positions[index - 1] as number) < position;
    if (!ascends && !tiedInOrder) expect.fail(`${index - 1} and ${index} are out of order`);
  }
}
