import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestRows, selectRows, sortRows } from './prediction-order.ts';

const values = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Number.NaN, 0.5, -0.5)), {
  maxLength: 200,
});
const all = (length: number): Uint32Array => Uint32Array.from({ length }, (_, row) => row);

describe('the order of predictions', () => {
  it('takes the rows that have every code and lie in the span, ends included', () => {
    const scope = Uint16Array.of(0, 1, 0, 1, 0);
    const status = Uint16Array.of(0, 0, 1, 0, 0);
    const ts = Float64Array.of(10, 10, 20, 30, 40);
    const span = { ts, from: 10, to: 30 };
    const filters = [
      { codes: scope, wanted: 1 },
      { codes: status, wanted: 0 },
    ];
    expect([...selectRows({ length: 5, codes: filters, span })]).toEqual([1, 3]);
    expect([...selectRows({ length: 5, codes: [], span: { ...span, from: 20 } })]).toEqual([2, 3]);
    expect([...selectRows({ length: 5, codes: [] })]).toEqual([0, 1, 2, 3, 4]);
  });

  it('sorts as a stable sort does, what has no value last', () => {
    fc.assert(
      fc.property(values, fc.boolean(), (list, descending) => {
        const rows = all(list.length).filter((row) => row % 3 !== 1);
        const key = (row: number): number => list[row] ?? 0;
        const expected = [...rows].sort((left, right) => {
          if (Number.isNaN(key(left)) || Number.isNaN(key(right))) {
            return Number(Number.isNaN(key(left))) - Number(Number.isNaN(key(right)));
          }
          return descending ? key(right) - key(left) : key(left) - key(right);
        });
        expect([...sortRows(rows, Float64Array.from(list), descending)]).toEqual(expected);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('keeps the largest by size, in their order, of equal ones the first', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 40 }), (list, limit) => {
        const rows = all(list.length).filter((row) => row % 3 !== 1);
        const size = (row: number): number => (Number.isNaN(list[row]) ? -1 : Math.abs(list[row] ?? 0));
        const expected = [...rows]
          .sort((left, right) => size(right) - size(left))
          .slice(0, limit)
          .sort((left, right) => left - right);
        expect([...largestRows(rows, Float64Array.from(list), limit)]).toEqual(expected);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
