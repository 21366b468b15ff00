import type { CellValue } from './column.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Ascending order of two cells that both have a value. */
export function compareValues(left: NonNullable<CellValue>, right: NonNullable<CellValue>): number {
  if (typeof left === 'string' && typeof right === 'string') return collator.compare(left, right);
  return Number(left) - Number(right);
}
