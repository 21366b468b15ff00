import { describe, expect, it } from 'vitest';
import { noFaults, type FaultKind } from './candle-faults.ts';
import {
  judgeFaults,
  refusalOf,
  type DataPolicy,
  type FaultPolicy,
  type FoundFaults,
} from './fault-policy.ts';

function found(counts: Partial<Record<FaultKind, number>>, missingDays = 0, alteredDays = 0): FoundFaults {
  return { counts: { ...noFaults(), ...counts }, expected: 1000, missingDays, alteredDays };
}

function policy(name: DataPolicy, maxMissingFraction = 0): FaultPolicy {
  return { policy: name, maxMissingFraction };
}

const sparse = found({ missing: 50, gap: 7 }, 1);

describe('the policy for odd data', () => {
  it('D25 warns by default, and notes only what it is told to allow', () => {
    expect(judgeFaults(found({}), policy('warn'))).toBe('clean');
    expect(judgeFaults(found({ spike: 1 }), policy('warn'))).toBe('warned');
    expect(judgeFaults(sparse, policy('warn'))).toBe('warned');
    expect(judgeFaults(sparse, policy('allow'))).toBe('noted');
    expect(judgeFaults(found({}), policy('allow'))).toBe('clean');
  });

  it('D20 minds days that were altered after being verified, however much may be missing', () => {
    const altered = found({ missing: 50 }, 0, 2);
    expect(judgeFaults(altered, policy('warn', 0.5))).toBe('warned');
    expect(judgeFaults(altered, policy('allow'))).toBe('noted');
    expect(refusalOf(altered, policy('refuse', 0.5), 'BTC')).toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining('in BTC: 2 days altered after being verified. Look at'),
    });
  });

  it('D25 lets as much be missing as the spec says, and nothing else with it', () => {
    expect(judgeFaults(sparse, policy('warn', 0.05))).toBe('noted');
    expect(judgeFaults(sparse, policy('warn', 0.049))).toBe('warned');
    expect(judgeFaults(found({ missing: 50, flat: 1 }), policy('warn', 0.05))).toBe('warned');
    expect(judgeFaults({ ...sparse, expected: null }, policy('warn', 0.5))).toBe('warned');
    expect(refusalOf(sparse, policy('refuse', 0.05), 'BTC')).toBeUndefined();
    expect(refusalOf(found({ missing: 50, flat: 1 }), policy('refuse', 0.05), 'BTC')?.message).not.toContain(
      'missing,',
    );
  });

  it('D25 refuses with what is wrong and what to do', () => {
    for (const name of ['warn', 'allow'] as const)
      expect(refusalOf(sparse, policy(name), 'BTC')).toBeUndefined();
    expect(refusalOf(found({}), policy('refuse'), 'BTC')).toBeUndefined();
    expect(refusalOf(sparse, policy('refuse'), 'BTC')).toEqual({
      code: 'DATA_MISSING',
      message:
        'The spec refuses odd data ("data_policy": "refuse"), and there is some in BTC: 1 day without a file, ' +
        '50 candles missing in 7 gaps. Pull what is missing, take a range without it, or let some be missing with ' +
        '"max_missing_fraction", or set "data_policy" to "warn".',
    });
    expect(
      refusalOf(found({ missing: 1, gap: 1, not_positive: 2, spike: 1 }), policy('refuse'), 'BTC'),
    ).toEqual({
      code: 'DATA_CORRUPT',
      message:
        'The spec refuses odd data ("data_policy": "refuse"), and there is some in BTC: 1 candle missing in 1 gap, ' +
        '2 prices of zero or less, 1 spike. Look at the days with "hindcast data check", pull or import better ones, ' +
        'or set "data_policy" to "warn".',
    });
  });
});
