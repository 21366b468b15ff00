import { formatCount } from '../result/format-figure.ts';

/** A number with its noun: "1 day", "1,440 candles". */
export function amountOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
