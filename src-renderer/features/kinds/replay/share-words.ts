import { formatShare } from '../../../format/number.ts';

const tenth = 0.001;

/** A share of a whole as a percentage with a digit; what is not nothing never reads as nothing, nor almost all as all. */
export function shareWords(count: number, total: number): string {
  const share = count / total;
  if (count > 0 && share < tenth) return '< 0.1 %';
  if (count < total && share > 1 - tenth) return '> 99.9 %';
  return formatShare(share, 1);
}
