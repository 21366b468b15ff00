import { allocateCandleColumns, candleColumnNames, candleColumns, type CandleColumns } from './candle.ts';

/** How rows as stored become candles as replayed. */
export interface CleaningRules {
  /**
   * Production's rules (contract section 2.3): a row without a close takes its price from `meta`, rows without any
   * price are dropped, missing open, high and low default to the close, a missing volume is 0, of rows with the same
   * time the last one wins. Without it rows stay as the public harness sees them: missing numbers are NaN, duplicates
   * stay.
   */
  readonly mend: boolean;
  /** Rows outside `[startSeconds, endSeconds]` are left out. */
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** What cleaning found, to be added up over a run. */
export interface CleaningCounts {
  rowsRead: number;
  rowsWithoutPrice: number;
  duplicatesRemoved: number;
  rowsOutOfOrder: number;
}

/**
 * Sorts rows by time (stable), trims them to the range and, where the rules say so, mends them.
 *
 * @param metaPrice price out of `meta` by row, for rows whose close is NaN
 */
export function cleanCandles(
  raw: CandleColumns,
  metaPrice: ReadonlyMap<number, number>,
  rules: CleaningRules,
): { candles: CandleColumns; counts: CleaningCounts } {
  const counts: CleaningCounts = {
    rowsRead: raw.length,
    rowsWithoutPrice: 0,
    duplicatesRemoved: 0,
    rowsOutOfOrder: 0,
  };
  if (isCleanAsIs(raw, rules)) return { candles: raw, counts };
  const order = Array.from({ length: raw.length }, (_, row) => row);
  for (let row = 1; row < raw.length; row++) {
    if ((raw.ts[row] as number) < (raw.ts[row - 1] as number)) counts.rowsOutOfOrder++;
  }
  if (counts.rowsOutOfOrder > 0) {
    order.sort((left, right) => (raw.ts[left] as number) - (raw.ts[right] as number) || left - right);
  }
  const candles = allocateCandleColumns(raw.length);
  let length = 0;
  for (const row of order) {
    const ts = raw.ts[row] as number;
    if (ts < rules.startSeconds || ts > rules.endSeconds) continue;
    const close = raw.close[row] as number;
    const price = rules.mend && !Number.isFinite(close) ? (metaPrice.get(row) ?? Number.NaN) : close;
    if (rules.mend && !Number.isFinite(price)) {
      counts.rowsWithoutPrice++;
      continue;
    }
    if (rules.mend && length > 0 && candles.ts[length - 1] === ts) {
      counts.duplicatesRemoved++;
      length--;
    }
    copyRow(raw, row, candles, length, rules.mend, price);
    length++;
  }
  return { candles: shortened(candles, length), counts };
}

/** Whether there is nothing to do, as for nearly every file: in order, inside the range, every number there. */
function isCleanAsIs(raw: CandleColumns, rules: CleaningRules): boolean {
  const { ts, open, high, low, close, volume, length } = raw;
  if (length === 0) return true;
  if ((ts[0] as number) < rules.startSeconds || (ts[length - 1] as number) > rules.endSeconds) return false;
  let previous = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < length; row++) {
    const at = ts[row] as number;
    if (!(at > previous)) return false;
    previous = at;
    // A sum is finite only when every term is; prices are far from the largest double.
    const sum =
      (open[row] as number) +
      (high[row] as number) +
      (low[row] as number) +
      (close[row] as number) +
      (volume[row] as number);
    if (sum - sum !== 0) return false;
  }
  return true;
}

function copyRow(
  raw: CandleColumns,
  row: number,
  candles: CandleColumns,
  at: number,
  mend: boolean,
  price: number,
): void {
  for (const name of candleColumnNames) candles[name][at] = raw[name][row] as number;
  if (!mend) return;
  candles.close[at] = price;
  for (const name of ['open', 'high', 'low'] as const) {
    if (!Number.isFinite(candles[name][at])) candles[name][at] = price;
  }
  if (!Number.isFinite(candles.volume[at])) candles.volume[at] = 0;
}

function shortened(columns: CandleColumns, length: number): CandleColumns {
  return candleColumns(length, {
    ts: columns.ts.slice(0, length),
    open: columns.open.slice(0, length),
    high: columns.high.slice(0, length),
    low: columns.low.slice(0, length),
    close: columns.close.slice(0, length),
    volume: columns.volume.slice(0, length),
  });
}
