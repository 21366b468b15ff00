import { describe, expect, it } from 'vitest';
import type { DataQuality } from '../../../../src-core/result/summary-base.ts';
import { qualityRows, qualityWords } from './quality-rows.ts';

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
  });

  it('names the first trouble and counts the others', () => {
    const warned: DataQuality = {
      ...clean,
      badge: 'warned',
      missing_days: ['2022-01-04'],
      missing_candles: 1506,
    };
    expect(qualityWords(warned)).toBe('Days without candles: 1 +1');
    expect(qualityWords({ ...clean, badge: 'warned', duplicates_removed: 2 })).toBe('Duplicates: 2');
    expect(qualityRows(warned).find(({ label }) => label === 'Missing candles')).toEqual({
      label: 'Missing candles',
      count: 1506,
      isTrouble: true,
    });
  });
});
