import { describe, expect, it } from 'vitest';
import { formatNumber, formatShare, formatWhole, returnFormat, scoreFormat } from './number.ts';

describe('figures', () => {
  it('show the sign of scores and returns always, with a true minus', () => {
    expect(formatNumber(0.0521, scoreFormat)).toBe('+0.0521');
    expect(formatNumber(-0.0113, returnFormat)).toBe('\u22120.0113');
    expect(formatNumber(0.5, { digits: 1, sign: 'negative' })).toBe('0.5');
  });

  it('show what does not exist as n/a, not as zero', () => {
    for (const value of [null, undefined, Number.NaN, Infinity]) {
      expect(formatNumber(value, scoreFormat)).toBe('n/a');
      expect(formatShare(value)).toBe('n/a');
      expect(formatWhole(value)).toBe('n/a');
    }
  });

  it('show shares as percentages and counts with their thousands set apart', () => {
    expect(formatShare(0.6254, 1)).toBe('62.5 %');
    expect(formatWhole(525_481)).toBe('525,481');
  });
});
