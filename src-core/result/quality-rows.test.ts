import { describe, expect, it } from 'vitest';
import { noFaults } from '../quality/candle-faults.ts';
import { policySentence, qualityRows, qualitySentence, qualityWords } from './quality-rows.ts';
import type { DataQuality } from './summary-base.ts';

const clean: DataQuality = {
  badge: 'clean',
  rows_read: 43_200,
  rows_used: 43_200,
  rows_without_price: 0,
  duplicates_removed: 0,
  rows_out_of_order: 0,
  missing_days: [],
  missing_candles: 0,
  gaps: [],
  gaps_not_listed: 0,
};

describe('data quality', () => {
  it('finds nothing wrong with clean data', () => {
    expect(qualityRows(clean).filter(({ isTrouble }) => isTrouble)).toEqual([]);
    expect(qualityWords(clean)).toBe('Data clean');
    expect(qualitySentence(clean)).toBe(
      '43,200 of 43,200 rows were used; none is missing, doubled, out of order or odd.',
    );
  });

  it('names what is wrong, and counts what there is no room for', () => {
    const warned: DataQuality = {
      ...clean,
      badge: 'warned',
      missing_days: ['2022-01-04'],
      missing_candles: 1506,
    };
    expect(qualityWords(warned)).toBe('1 day missing, 1,506 candles missing');
    expect(qualityWords({ ...warned, duplicates_removed: 2, rows_out_of_order: 1 })).toBe(
      '1 day missing, 1,506 candles missing and 2 more',
    );
    expect(qualitySentence(warned)).toBe(
      '43,200 of 43,200 rows were used; 1 day missing, 1,506 candles missing.',
    );
    expect(qualityRows(warned).find(({ label }) => label === 'Missing candles')).toEqual({
      label: 'Missing candles',
      count: 1506,
      isTrouble: true,
    });
  });

  it('D20 names days that were altered, as trouble where the policy minds them', () => {
    const warned: DataQuality = { ...clean, badge: 'warned', altered_days: ['2022-01-04'] };
    const troubles = (quality: DataQuality): string[] =>
      qualityRows(quality).flatMap(({ label, isTrouble }) => (isTrouble ? [label] : []));
    expect(qualityWords(warned)).toBe('1 day altered');
    expect(troubles(warned)).toEqual(['Days altered after being verified']);
    expect(troubles({ ...warned, badge: 'noted', policy: 'allow' })).toEqual([]);
  });

  it('D26 tells all kinds of faults of results that have counted them, and of older ones what they know', () => {
    const faults = { ...noFaults(), missing: 3, gap: 1, spike: 2, flat: 1 };
    const counted: DataQuality = {
      ...clean,
      badge: 'warned',
      missing_candles: 3,
      gaps: [{ subject: 'BTC', after: '2022-01-03T05:00:00Z', missing: 3 }],
      policy: 'warn',
      max_missing_fraction: 0,
      expected_candles: 43_203,
      faults,
      examples: [],
    };
    expect(qualityWords(counted)).toBe('3 candles missing in 1 gap, 2 spikes and 1 more');
    const troubles = qualityRows(counted).filter(({ isTrouble }) => isTrouble);
    expect(troubles.map(({ label, count }) => [label, count])).toEqual([
      ['Missing candles', 3],
      ['Gaps', 1],
      ['Spikes', 2],
      ['Flat stretches', 1],
    ]);
    const { faults: _, policy: __, expected_candles: ___, ...old } = counted;
    expect(qualityWords(old)).toBe('3 candles missing in 1 gap');
    expect(qualityRows(old).find(({ label }) => label === 'Spikes')?.count).toBe(0);
  });

  it('D25 marks only what the policy of the run minds', () => {
    const faults = { ...noFaults(), missing: 3, gap: 1, spike: 2 };
    const noted: DataQuality = { ...clean, badge: 'noted', faults, policy: 'allow', max_missing_fraction: 0 };
    expect(qualityRows(noted).some(({ isTrouble }) => isTrouble)).toBe(false);
    expect(qualityWords(noted)).toBe('3 candles missing in 1 gap, 2 spikes');
    expect(policySentence(noted)).toBe('The spec allows odd data, which is only listed.');
    const sparse: DataQuality = {
      ...noted,
      badge: 'warned',
      policy: 'warn',
      expected_candles: 100,
      max_missing_fraction: 0.055,
    };
    const troubles = qualityRows(sparse).filter(({ isTrouble }) => isTrouble);
    expect(troubles.map(({ label }) => label)).toEqual(['Spikes']);
    expect(policySentence(sparse)).toBe(
      'The spec warns of odd data, and lets 5.5 % of the candles be missing.',
    );
    expect(policySentence(clean)).toBeUndefined();
  });
});
