import { describe, expect, it } from 'vitest';
import { standingAgainstChance } from './against-chance.ts';

describe('a metric against chance', () => {
  it.each([
    [{ low: 0.001, high: 0.006 }, 0, 'higher', 'better'],
    [{ low: -0.006, high: -0.001 }, 0, 'higher', 'worse'],
    [{ low: -0.001, high: 0.006 }, 0, 'higher', 'unclear'],
    [{ low: 0, high: 0.006 }, 0, 'higher', 'unclear'],
    [{ low: 0.1, high: 0.2 }, 0.25, 'lower', 'better'],
    [{ low: 0.3, high: 0.4 }, 0.25, 'lower', 'worse'],
  ] as const)('%j around %d, %s is better: %s', (interval, chance, better, standing) => {
    expect(standingAgainstChance(interval, chance, better)).toBe(standing);
  });

  it('says nothing where something is not known', () => {
    expect(standingAgainstChance(undefined, 0, 'higher')).toBeUndefined();
    expect(standingAgainstChance({ low: null, high: 1 }, 0, 'higher')).toBeUndefined();
    expect(standingAgainstChance({ low: 0.1, high: 1 }, undefined, 'higher')).toBeUndefined();
    expect(standingAgainstChance({ low: 0.1, high: 1 }, 0, 'none')).toBeUndefined();
  });
});
