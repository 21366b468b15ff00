import { describe, expect, it } from 'vitest';
import { placeByOne } from './move-by-one.ts';

const order = ['a', 'b', 'c', 'd'];
const up = (...moved: string[]) => placeByOne(order, new Set(moved), 'up');
const down = (...moved: string[]) => placeByOne(order, new Set(moved), 'down');

describe('Q8 moving jobs by one place', () => {
  it('puts them before the one above', () => {
    expect(up('c')).toEqual({ before: 'b' });
    expect(up('c', 'd')).toEqual({ before: 'b' });
    expect(up('b', 'd')).toEqual({ before: 'a' });
  });

  it('puts them behind the one below', () => {
    expect(down('a')).toEqual({ before: 'c' });
    expect(down('a', 'b')).toEqual({ before: 'd' });
    expect(down('c')).toEqual({ to: 'back' });
  });

  it('goes no further than the ends', () => {
    expect(up('a')).toBeUndefined();
    expect(up('a', 'c')).toBeUndefined();
    expect(down('d')).toBeUndefined();
    expect(down('x')).toBeUndefined();
    expect(up('x')).toBeUndefined();
  });
});
