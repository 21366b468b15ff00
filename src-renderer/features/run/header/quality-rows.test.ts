import { describe, expect, it } from 'vitest';
import type { DataQuality } from '../../../../src-core/result/summary-base.ts';
import { qualityRows, qualitySentence, qualityWords } from './quality-rows.ts';

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
      '43,200 of 43,200 rows were used; none is missing, doubled or out of order.',
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
});
