import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatFigure,
  formatLabel,
  formatPercent,
  formatSeconds,
  formatShort,
} from './format-figure.ts';

describe('figures for people', () => {
  it.each([
    [0.05214, 4, 'always', '+0.0521'],
    [-0.0113, 4, 'always', '−0.0113'],
    [0.4098, 4, 'negative', '0.4098'],
    [-94820, 4, 'always', '−94,820.0000'],
    [1234567.5, 1, 'negative', '1,234,567.5'],
    [0, 4, 'always', '0.0000'],
    [-0.00000291, 4, 'always', '−2.91e−6'],
    [null, 4, 'always', 'n/a'],
    [1e22, 2, 'always', '+1e+22'],
  ] as const)('%s with %s digits, sign %s: %s', (value, digits, sign, text) => {
    expect(formatFigure(value, digits, sign)).toBe(text);
  });

  it('sets thousands of counts apart', () => {
    expect([0, 999, 1000, 525481, -1440].map(formatCount)).toEqual([
      '0',
      '999',
      '1,000',
      '525,481',
      '−1,440',
    ]);
  });

  it('is short on an axis, like everywhere else but for digits that say nothing', () => {
    expect([0, -0.25, 1200, -1234567.5, 0.1 + 0.2, -1e-7].map(formatShort)).toEqual([
      '0',
      '−0.25',
      '1,200',
      '−1,234,570',
      '0.3',
      '−1e−7',
    ]);
  });

  it('gives labels that are numbers a true minus, and leaves words alone', () => {
    expect(['-1', '-0.5', '08', 'low-high', '-'].map(formatLabel)).toEqual([
      '−1',
      '−0.5',
      '08',
      'low-high',
      '-',
    ]);
  });

  it('writes confidence levels and durations with their unit', () => {
    expect([formatPercent(0.95), formatPercent(0.29 * 1), formatSeconds(1.867)]).toEqual([
      '95 %',
      '29 %',
      '1.87 s',
    ]);
  });
});
