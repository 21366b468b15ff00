import { describe, expect, it } from 'vitest';
import { nameDays, problemWithRange, shortened, together } from './day-range.ts';

describe('a range of days', () => {
  it('is complete, in order, and no longer than can be shown', () => {
    expect(problemWithRange({ firstDay: '2022-01-01', lastDay: '2022-01-01' })).toBeUndefined();
    expect(problemWithRange({ firstDay: '2022-01-0', lastDay: '2022-01-01' })).toContain('YYYY-MM-DD');
    expect(problemWithRange({ firstDay: '2022-01-02', lastDay: '2022-01-01' })).toContain('before');
    expect(problemWithRange({ firstDay: '1990-01-02', lastDay: '2022-01-01' })).toContain('4000');
  });

  it('that is too long keeps its latest days', () => {
    const days = shortened({ firstDay: '1990-01-01', lastDay: '2022-01-01' });
    expect(days).toEqual({ firstDay: '2011-01-20', lastDay: '2022-01-01' });
    expect(problemWithRange(days)).toBeUndefined();
  });

  it('is put together with another', () => {
    const one = { firstDay: '2022-01-05', lastDay: '2022-01-09' };
    expect(together(one, { firstDay: '2022-01-01', lastDay: '2022-01-06' })).toEqual({
      firstDay: '2022-01-01',
      lastDay: '2022-01-09',
    });
  });

  it('is named by its first days', () => {
    expect(nameDays(['a', 'b'])).toBe('a, b');
    expect(nameDays(['a', 'b', 'c', 'd'])).toBe('a, b, c, d');
    expect(nameDays(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  });
});
