import { describe, expect, it } from 'vitest';
import { replayChanceLevel, scoringOf } from './chance-level.ts';

describe('the scoring of a run', () => {
  it('is that of the spec, else of its challenge, else directional', () => {
    expect(scoringOf({ scoring: 'signed_return', challenge: { scoring: 'directional' } })).toBe(
      'signed_return',
    );
    expect(scoringOf({ challenge: { scoring: 'squared_error' } })).toBe('squared_error');
    expect(scoringOf({ challenge: 'starter' })).toBe('directional');
    expect(scoringOf({})).toBe('directional');
  });
});

describe('the level by chance', () => {
  it('is 0 for scores whose sign says who was right, whatever their window', () => {
    expect(replayChanceLevel('score_mean', {})?.value).toBe(0);
    expect(replayChanceLevel('score_recent', { scoring: 'signed_return' })?.value).toBe(0);
  });

  it('is not known for errors, nor for a scoring function of the user', () => {
    expect(replayChanceLevel('score_mean', { scoring: 'squared_error' })).toBeUndefined();
    expect(replayChanceLevel('score_mean', { scoring: { path: '/score.py' } })).toBeUndefined();
    expect(replayChanceLevel('score_mean', { scoring: 'toString' })).toBeUndefined();
  });

  it('is known for metrics that say so, and for no others', () => {
    expect(replayChanceLevel('hit_rate', { scoring: 'squared_error' })?.value).toBe(0.5);
    expect(replayChanceLevel('ic', {})?.value).toBe(0);
    expect(replayChanceLevel('turnover', {})).toBeUndefined();
    expect(replayChanceLevel('constructor', {})).toBeUndefined();
  });
});
