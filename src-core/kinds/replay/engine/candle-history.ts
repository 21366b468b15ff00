import { candleAt, type Candle, type CandleColumns } from '../../../feed/candle.ts';

/**
 * The candles of one subject that a user's resolver may still ask for, from the oldest waiting prediction on. Only kept
 * when a run has such a resolver.
 */
export class CandleHistory {
  #candles: Candle[] = [];

  append(columns: CandleColumns): void {
    for (let row = 0; row < columns.length; row++) {
      this.#candles.push(candleAt(columns, row));
    }
  }

  /** Candles with `fromTs <= ts <= toTs`, oldest first. */
  between(fromTs: number, toTs: number): Candle[] {
    return this.#candles.slice(this.#firstAtOrAfter(fromTs), this.#firstAtOrAfter(toTs + 1));
  }

  forgetBefore(ts: number): void {
    this.#candles = this.#candles.slice(this.#firstAtOrAfter(ts));
  }

  #firstAtOrAfter(ts: number): number {
    let low = 0;
    let high = this.#candles.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#candles[middle]?.ts ?? 0) < ts) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
