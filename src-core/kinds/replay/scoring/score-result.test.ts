import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseScoreResult } from './score-result.ts';

describe('normaliseScoreResult', () => {
  it('reads a number, a boolean, or an object with a value', () => {
    expect(normaliseScoreResult(0.5)).toEqual({ value: 0.5, success: true });
    expect(normaliseScoreResult(true)).toEqual({ value: 1, success: true });
    expect(normaliseScoreResult({ value: 2 })).toEqual({ value: 2, success: true });
    expect(normaliseScoreResult({ value: 2, success: true, failed_reason: null, extra: 1 })).toEqual({
      value: 2,
      success: true,
    });
  });

  it('keeps the reason of a failure that the function reports', () => {
    expect(normaliseScoreResult({ value: 0, success: false, failed_reason: 'no price' })).toEqual({
      success: false,
      reason: 'no price',
    });
    expect(normaliseScoreResult({ value: 0, success: false, failed_reason: null })).toEqual({
      success: false,
      reason: 'the scoring function reported no success',
    });
  });

  it('fails what holds no finite number, and says what came', () => {
    expect(normaliseScoreResult(Number.NaN)).toEqual({
      success: false,
      reason: 'what the scoring function returned is NaN, not a finite number',
    });
    expect(normaliseScoreResult({ value: 'high' })).toEqual({
      success: false,
      reason: '"value" of what the scoring function returned is the text "high", not a finite number',
    });
    expect(normaliseScoreResult({ score: 1 })).toEqual({
      success: false,
      reason: 'the scoring function returned an object without "value"',
    });
    expect(normaliseScoreResult(Promise.resolve(1))).toEqual({
      success: false,
      reason: 'what the scoring function returned is a promise, which nothing waits for, not a finite number',
    });
    expect(normaliseScoreResult(undefined)).toMatchObject({ success: false });
    expect(normaliseScoreResult([1])).toMatchObject({ success: false });
  });

  it('never throws, and never lets through a number that is not finite', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ value: fc.anything(), success: fc.anything() })),
        (returned) => {
          const result = normaliseScoreResult(returned);
          if (result.success) expect(Number.isFinite(result.value)).toBe(true);
          else expect(result.reason.length).toBeGreaterThan(0);
        },
      ),
      { seed: 4, numRuns: 500 },
    );
  });
});
