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

/** The quality in a few words: `Data clean`, or what is wrong. */
export function qualityWords(quality: DataQuality): string {
  if (quality.badge === 'clean') return 'Data clean';
  const troubles = qualityRows(quality).filter(({ isTrouble }) => isTrouble);
  const [first] = troubles;
  if (first === undefined) return 'Data warned';
  const more = troubles.length > 1 ? ` +${troubles.length - 1}` : '';
  return `${first.label.split(',')[0]}: ${first.count}${more}`;
}
