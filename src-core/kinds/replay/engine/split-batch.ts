import { candleColumns, type CandleColumns } from '../../../feed/candle.ts';
import type { CandleBatch } from './model-driver.ts';

/**
 * Cuts a batch into stretches of time in which no subject has more than `mostCandles` candles (unless that many share
 * one moment). The parts are views: nothing is copied.
 */
export function* splitBatch(batch: CandleBatch, mostCandles: number): Generator<CandleBatch> {
  const next = batch.subjects.map(() => 0);
  for (;;) {
    const cutTs = earliestOverflow(batch, next, mostCandles);
    const subjects = batch.subjects.map((columns, subject) => {
      const from = next[subject] as number;
      const to = cutTs === Number.POSITIVE_INFINITY ? columns.length : firstAtOrAfter(columns, from, cutTs);
      next[subject] = to;
      return viewOf(columns, from, to);
    });
    yield { subjects };
    if (batch.subjects.every((columns, subject) => next[subject] === columns.length)) return;
  }
}

/** The earliest time at which some subject would have too many candles; infinite when the rest fits. */
function earliestOverflow(batch: CandleBatch, next: readonly number[], mostCandles: number): number {
  let cutTs = Number.POSITIVE_INFINITY;
  batch.subjects.forEach((columns, subject) => {
    const from = next[subject] as number;
    let row = from + mostCandles;
    // A cut must leave something before it, or the same stretch would come round again.
    while (row < columns.length && columns.ts[row] === columns.ts[from]) row++;
    if (row < columns.length) cutTs = Math.min(cutTs, columns.ts[row] as number);
  });
  return cutTs;
}

function firstAtOrAfter(columns: CandleColumns, from: number, ts: number): number {
  let low = from;
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((columns.ts[middle] as number) < ts) low = middle + 1;
    else high = middle;
  }
  return low;
}

function viewOf(columns: CandleColumns, from: number, to: number): CandleColumns {
  if (from === 0 && to === columns.length) return candleColumns(to, columns);
  return candleColumns(to - from, {
    ts: columns.ts.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
  });
}
