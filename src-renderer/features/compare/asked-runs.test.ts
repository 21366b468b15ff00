import { describe, expect, it } from 'vitest';
import { askedRuns } from './asked-runs.ts';

const id = (digit: number): string => digit.toString(16).repeat(32);

describe('the runs that an address asks for', () => {
  it('are ids of jobs, each once', () => {
    expect(askedRuns([id(1), 'abc', id(2), id(1), ''].join(','))).toEqual([id(1), id(2)]);
  });

  it('are ten at most', () => {
    expect(askedRuns(Array.from({ length: 16 }, (_, digit) => id(digit)).join(','))).toHaveLength(10);
  });
});
