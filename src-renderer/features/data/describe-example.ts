import type { FaultExample } from '../../../src-core/quality/candle-faults.ts';
import { formatWhole } from '../../format/number.ts';

/** What is odd about one candle or stretch: its prices, how long it lasts, how far it moved. */
export function describeExample({
  open,
  high,
  low,
  close,
  periods,
  change,
}: Pick<FaultExample, 'open' | 'high' | 'low' | 'close' | 'periods' | 'change'>): string {
  const prices = [open, high, low, close].map((price) => price ?? 'none').join(', ');
  const length = periods === null ? '' : ` for ${formatWhole(periods)} candles`;
  const moved = change === null ? '' : ` (${change > 0 ? '+' : '\u2212'}${percentMoved(change)} %)`;
  return `${prices}${length}${moved}`;
}

function percentMoved(change: number): string {
  return Math.abs(100 * Math.expm1(change)).toFixed(1);
}
