import { describe, expect, it } from 'vitest';
import { RawPredictionList } from './raw-prediction-list.ts';

const append = (list: RawPredictionList, count: number): void => {
  for (let row = 0; row < count; row++) list.append(row % 3, row, row / 2);
};
const signalsOf = (list: RawPredictionList): number[] => [...list.signal.subarray(0, list.length)];

describe('the predictions of one batch', () => {
  it('have their signals in the room that there is for them, and nowhere beyond', () => {
    const table = new Float64Array(5000).fill(-1);
    const list = new RawPredictionList();
    list.clear(table.subarray(1000, 4000));
    append(list, 3000);
    expect(list.signal.buffer).toBe(table.buffer);
    expect([...table.subarray(1000, 4000)]).toEqual(Array.from({ length: 3000 }, (_, row) => row / 2));
    expect(new Set([...table.subarray(0, 1000), ...table.subarray(4000)])).toEqual(new Set([-1]));
    expect(list.candle[2999]).toBe(2999);
    expect(list.scope[2999]).toBe(2999 % 3);
  });

  it('keep all that they are when the room is too small, so that it can be counted and refused', () => {
    const list = new RawPredictionList();
    list.clear(new Float64Array(7));
    append(list, 2000);
    expect(list.length).toBe(2000);
    expect(signalsOf(list)).toEqual(Array.from({ length: 2000 }, (_, row) => row / 2));
    list.clear(new Float64Array(0));
    append(list, 3);
    expect(signalsOf(list)).toEqual([0, 0.5, 1]);
    expect([...list.candle.subarray(0, 3)]).toEqual([0, 1, 2]);
  });

  it('are kept from batch to batch in memory of their own where nobody has room for them', () => {
    const list = new RawPredictionList();
    append(list, 1500);
    const { signal } = list;
    list.clear();
    list.reserve(1500);
    expect(list.signal).toBe(signal);
    expect(list.length).toBe(0);
  });
});
