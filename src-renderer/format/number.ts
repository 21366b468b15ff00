import { formatCount, formatFigure } from '../../src-core/result/format-figure.ts';

export interface NumberFormat {
  /** Digits after the point; one precision a column. */
  digits: number;
  /** `always` for returns, scores and correlations. */
  sign: 'always' | 'negative';
}

export const scoreFormat: NumberFormat = { digits: 4, sign: 'always' };
export const returnFormat: NumberFormat = { digits: 4, sign: 'always' };
export const shareFormat: NumberFormat = { digits: 3, sign: 'negative' };

/** A figure as reports and the command line write it; NaN, which JSON cannot hold, reads as "n/a" like null. */
export function formatNumber(value: number | null | undefined, { digits, sign }: NumberFormat): string {
  return formatFigure(value === undefined || !Number.isFinite(value) ? null : value, digits, sign);
}

/** A share in [0, 1] as a percentage with a fixed number of digits: `62.5 %`. */
export function formatShare(share: number | null | undefined, digits = 0): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return 'n/a';
  return `${formatFigure(share * 100, digits, 'negative')} %`;
}

/** A whole number with its thousands set apart; "n/a" when there is none. */
export function formatWhole(count: number | null | undefined): string {
  return count === null || count === undefined || !Number.isFinite(count) ? 'n/a' : formatCount(count);
}
