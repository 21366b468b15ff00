import { describe, expect, it } from 'vitest';
import { formatDays, isDay } from './day.ts';

describe('days', () => {
  it('are those that exist, written as ISO days', () => {
    expect(['2022-01-31', '2024-02-29'].map(isDay)).toEqual([true, true]);
    expect(['2022-02-29', '2022-13-01', '2022-1-1', '01/31/2022', '2022-01-31T00:00', ''].map(isDay)).toEqual(
      [false, false, false, false, false, false],
    );
  });

  it('of a range say what they share once', () => {
    expect(formatDays('2022-01-03', '2022-01-30')).toBe('2022-01-03 to 01-30');
    expect(formatDays('2021-12-25', '2022-01-10')).toBe('2021-12-25 to 2022-01-10');
    expect(formatDays('2022-01-03', '2022-01-03')).toBe('2022-01-03');
  });
});
