import { describe, expect, it } from 'vitest';
import { compareValues } from './compare-values.ts';
import { nextPlace } from './grid-navigation.ts';
import { pickRow } from './selection.ts';

const size = { rows: 100, columns: 4, page: 10 };
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

describe('nextPlace', () => {
  it('moves by one cell and stops at the edges', () => {
    expect(nextPlace({ row: 0, column: 0 }, press('ArrowDown'), size)).toEqual({ row: 1, column: 0 });
    expect(nextPlace({ row: 0, column: 0 }, press('ArrowLeft'), size)).toEqual({ row: 0, column: 0 });
    expect(nextPlace({ row: 99, column: 3 }, press('ArrowDown'), size)).toEqual({ row: 99, column: 3 });
  });

  it('reaches the header above the first row, and comes back', () => {
    expect(nextPlace({ row: 0, column: 2 }, press('ArrowUp'), size)).toEqual({ row: -1, column: 2 });
    expect(nextPlace({ row: -1, column: 2 }, press('ArrowDown'), size)).toEqual({ row: 0, column: 2 });
  });

  it('moves by pages, to the ends of a row and to the ends of the grid', () => {
    expect(nextPlace({ row: 50, column: 1 }, press('PageDown'), size)).toEqual({ row: 60, column: 1 });
    expect(nextPlace({ row: 5, column: 1 }, press('PageUp'), size)).toEqual({ row: 0, column: 1 });
    expect(nextPlace({ row: 5, column: 1 }, press('End'), size)).toEqual({ row: 5, column: 3 });
    expect(nextPlace({ row: 5, column: 1 }, press('End', true), size)).toEqual({ row: 99, column: 3 });
    expect(nextPlace({ row: 5, column: 1 }, press('Home', true), size)).toEqual({ row: 0, column: 0 });
  });

  it('has only a header when there are no rows', () => {
    expect(nextPlace({ row: -1, column: 0 }, press('ArrowDown'), { ...size, rows: 0 })).toEqual({
      row: -1,
      column: 0,
    });
  });

  it('leaves other keys alone', () => {
    expect(nextPlace({ row: 0, column: 0 }, press('x'), size)).toBeUndefined();
    expect(nextPlace({ row: 9, column: 0 }, { ...press('ArrowUp'), altKey: true }, size)).toBeUndefined();
  });
});

describe('pickRow', () => {
  const keys = ['a', 'b', 'c', 'd'];

  it('toggles one row', () => {
    expect([...pickRow(new Set(['a']), keys, 1, { anchor: undefined, extend: false })]).toEqual(['a', 'b']);
    expect([...pickRow(new Set(['a', 'b']), keys, 0, { anchor: undefined, extend: false })]).toEqual(['b']);
  });

  it('takes all from the anchor to the row, in either direction', () => {
    expect([...pickRow(new Set(), keys, 3, { anchor: 1, extend: true })]).toEqual(['b', 'c', 'd']);
    expect([...pickRow(new Set(['d']), keys, 0, { anchor: 1, extend: true })]).toEqual(['d', 'a', 'b']);
  });
});

describe('compareValues', () => {
  it('orders names as people do, numbers by value', () => {
    expect(['run 10', 'Run 2', 'run 1'].toSorted(compareValues)).toEqual(['run 1', 'Run 2', 'run 10']);
    expect([10, -2, 0.5].toSorted(compareValues)).toEqual([-2, 0.5, 10]);
  });
});
