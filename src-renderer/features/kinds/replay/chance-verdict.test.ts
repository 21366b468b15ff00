import { describe, expect, it } from 'vitest';
import { sampleSummary } from '../../run/testing/sample-summary.ts';
import { chanceVerdict } from './chance-verdict.ts';

function verdict(low: number | null, high: number | null, config: Record<string, string> = {}) {
  const { headline } = sampleSummary();
  return chanceVerdict({ headline: { ...headline, interval_low: low, interval_high: high }, config });
}

describe('the verdict on the headline', () => {
  it('says on which side of chance the interval lies', () => {
    expect(verdict(0.0392, 0.0651)).toBe(
      'Better than chance: the 95 % interval of the mean score, +0.0392 to +0.0651, lies above 0.',
    );
    expect(verdict(-0.02, -0.01)).toMatch(/^Worse than chance: .* −0\.0200 to −0\.0100, lies below 0\.$/);
    expect(verdict(-0.02, 0.01)).toMatch(/^Not told apart from chance: .* holds 0\.$/);
  });

  it('says nothing without an interval, or where chance has no known level', () => {
    expect(verdict(null, null)).toBeUndefined();
    expect(verdict(0.1, 0.2, { scoring: 'squared_error' })).toBeUndefined();
  });
});
