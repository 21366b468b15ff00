import { formatCount } from '../../../../src-core/result/format-figure.ts';
import type { DataQuality } from '../../../../src-core/result/summary-base.ts';

export interface QualityRow {
  readonly label: string;
  readonly count: number;
  /** Whether more than none of it is a reason to look closer. */
  readonly isTrouble: boolean;
}

/** What became of the rows of data that a run read, and what was missing among them. */
export function qualityRows(quality: DataQuality): QualityRow[] {
  const trouble = (label: string, count: number): QualityRow => ({ label, count, isTrouble: count > 0 });
  return [
    { label: 'Rows read', count: quality.rows_read, isTrouble: false },
    { label: 'Rows used', count: quality.rows_used, isTrouble: false },
    trouble('Days without candles', quality.missing_days.length),
    trouble('Missing candles', quality.missing_candles),
    trouble('Rows without a price, left out', quality.rows_without_price),
    trouble('Duplicates, the last one kept', quality.duplicates_removed),
    trouble('Rows out of order, sorted', quality.rows_out_of_order),
  ];
}

/** What is wrong with the data, in a few words each; empty for clean data. */
export function qualityTroubles(quality: DataQuality): string[] {
  const some = (count: number, one: string, many: string): string[] =>
    count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? one : many}`];
  return [
    ...some(quality.missing_days.length, 'day missing', 'days missing'),
    ...some(quality.missing_candles, 'candle missing', 'candles missing'),
    ...some(quality.rows_without_price, 'row without a price', 'rows without a price'),
    ...some(quality.duplicates_removed, 'duplicate', 'duplicates'),
    ...some(quality.rows_out_of_order, 'row out of order', 'rows out of order'),
  ];
}

/** The quality as a badge: `Data clean`, or the first two of what is wrong. */
export function qualityWords(quality: DataQuality): string {
  if (quality.badge === 'clean') return 'Data clean';
  const troubles = qualityTroubles(quality);
  if (troubles.length === 0) return 'Data warned';
  const more = troubles.length > 2 ? ` and ${troubles.length - 2} more` : '';
  return `${troubles.slice(0, 2).join(', ')}${more}`;
}

/** The same as an answer, in a sentence. */
export function qualitySentence(quality: DataQuality): string {
  const rows = `${formatCount(quality.rows_used)} of ${formatCount(quality.rows_read)} rows were used`;
  const troubles = qualityTroubles(quality);
  return troubles.length === 0
    ? `${rows}; none is missing, doubled or out of order.`
    : `${rows}; ${troubles.join(', ')}.`;
}
