import { allocateCandleColumns, candleColumnNames, type CandleColumns } from '../../../feed/candle.ts';

/**
 * The candles of one subject as contiguous columns that reach back a window before the current batch. The buffers are
 * kept from batch to batch.
 */
export class WindowColumns {
  readonly #carry: number;
  #buffer: CandleColumns = allocateCandleColumns(0);
  #length = 0;

  /** @param windowSize candles that a window holds, the current one included */
  constructor(windowSize: number) {
    this.#carry = windowSize - 1;
  }

  /**
   * Moves on to the next candles.
   *
   * @returns the columns, and the row of them at which `candles` begins
   */
  advance(candles: CandleColumns): { columns: CandleColumns; offset: number } {
    const kept = Math.min(this.#carry, this.#length);
    const length = kept + candles.length;
    const source = this.#buffer;
    if (length > source.length) this.#buffer = allocateCandleColumns(length);
    for (const name of candleColumnNames) {
      const target = this.#buffer[name];
      target.set(source[name].subarray(this.#length - kept, this.#length));
      target.set(candles[name].subarray(0, candles.length), kept);
    }
    this.#length = length;
    return { columns: { ...this.#buffer, length }, offset: kept };
  }
}
