import { allocateCandleColumns, candleColumnNames, type CandleColumns } from '../../../feed/candle.ts';

/** Columns that hold the whole window of each of some candles of a batch. */
export interface WindowStretch {
  readonly columns: CandleColumns;
  /** Row of the columns at which the batch begins. */
  readonly offset: number;
  /** The first row of the batch that is beyond the stretch. */
  readonly end: number;
}

/**
 * The candles of one subject as contiguous columns that reach back a window, for a model to read. Only the windows of a
 * batch's first candles begin before the batch: these candles are copied behind the ones kept, and the others are read
 * where they are. Only their times and closes are copies, because outcomes are made of those: a model that writes into
 * its window deceives nobody but itself.
 */
export class WindowColumns {
  readonly #carry: number;
  /** Begins with the candles kept; has room for as many of the next batch. */
  #buffer = allocateCandleColumns(0);
  #spare = allocateCandleColumns(0);
  #kept = 0;
  #ts = new Float64Array(0);
  #close = new Float64Array(0);

  /** @param windowSize candles that a window holds, the current one included */
  constructor(windowSize: number) {
    this.#carry = windowSize - 1;
  }

  /**
   * Moves on to the next candles.
   *
   * @returns the stretches that the candles fall into, in order; valid until the next call, and while the candles are
   */
  advance(candles: CandleColumns): readonly WindowStretch[] {
    const carry = this.#carry;
    if (this.#buffer.length < 2 * carry) {
      this.#buffer = allocateCandleColumns(2 * carry);
      this.#spare = allocateCandleColumns(2 * carry);
    }
    const buffer = this.#buffer;
    const kept = this.#kept;
    const head = Math.min(carry, candles.length);
    copyRows(candles, 0, head, buffer, kept);
    this.#kept = Math.min(carry, kept + candles.length);
    // The batch may be gone at the next call, and the buffer is in use until then.
    if (head === carry) copyRows(candles, candles.length - carry, candles.length, this.#spare, 0);
    else copyRows(buffer, kept + head - this.#kept, kept + head, this.#spare, 0);
    this.#buffer = this.#spare;
    this.#spare = buffer;
    return [
      { columns: shown(buffer, buffer.ts, buffer.close, kept + head), offset: kept, end: head },
      { columns: this.#show(candles), offset: 0, end: candles.length },
    ];
  }

  #show(candles: CandleColumns): CandleColumns {
    const { length } = candles;
    if (this.#ts.length < length) {
      this.#ts = new Float64Array(length);
      this.#close = new Float64Array(length);
    }
    this.#ts.set(candles.ts.subarray(0, length));
    this.#close.set(candles.close.subarray(0, length));
    return shown(candles, this.#ts, this.#close, length);
  }
}

function copyRows(
  source: CandleColumns,
  from: number,
  to: number,
  target: CandleColumns,
  targetRow: number,
): void {
  for (const name of candleColumnNames) target[name].set(source[name].subarray(from, to), targetRow);
}

/** Always a new object of one make, whatever the columns came as, so that V8 knows the shape that a model reads. */
function shown(
  { open, high, low, volume }: CandleColumns,
  ts: Float64Array,
  close: Float64Array,
  length: number,
): CandleColumns {
  return { length, ts, open, high, low, close, volume };
}
