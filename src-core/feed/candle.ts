import { plainObjectsBy } from './plain-objects.ts';

/** One candle as a model receives it. `ts` is the opening time in whole seconds since the epoch, UTC. */
export interface Candle {
  readonly ts: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * Candles of one subject as columns, sorted by `ts` ascending. `ts` is in whole seconds since the epoch, UTC; prices
 * are in the quote unit of the subject; all columns have `length` valid entries from index 0.
 */
export interface CandleColumns {
  readonly length: number;
  readonly ts: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export const candleColumnNames = ['ts', 'open', 'high', 'low', 'close', 'volume'] as const;

/**
 * The first `length` entries of columns. Objects of the same content that were made elsewhere, by a spread or by a message
 * from another thread, have another shape to V8, which then compiles every loop over candles once more.
 */
export function candleColumns(length: number, columns: Omit<CandleColumns, 'length'>): CandleColumns {
  const { ts, open, high, low, close, volume } = columns;
  return { length, ts, open, high, low, close, volume };
}

/** Columns with room for `length` candles, all zero. */
export function allocateCandleColumns(length: number): CandleColumns {
  return candleColumns(length, {
    ts: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  });
}

const CandleOfRow = plainObjectsBy(function (
  this: Record<keyof Candle, number>,
  columns: CandleColumns,
  row: number,
) {
  this.ts = columns.ts[row] as number;
  this.open = columns.open[row] as number;
  this.high = columns.high[row] as number;
  this.low = columns.low[row] as number;
  this.close = columns.close[row] as number;
  this.volume = columns.volume[row] as number;
});

/** A row as a candle of its own; frozen, because successive windows show a model the same object. */
export function candleAt(columns: CandleColumns, row: number): Candle {
  return Object.freeze(new CandleOfRow(columns, row));
}
