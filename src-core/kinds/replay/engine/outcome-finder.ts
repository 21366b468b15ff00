import type { Candle, CandleColumns } from '../../../feed/candle.ts';
import { statusCode } from '../prediction-columns.ts';

/** How a prediction's wait for its outcome ended. `price` and `ts` are NaN unless `status` is `scored`. */
export interface Outcome {
  status: number;
  price: number;
  ts: number;
}

/** Which candle resolves: the first at or after the target, or the last at or before it (contract section 2.5). */
export type ResolvingCandle = 'first_at_or_after' | 'last_in_window';

/**
 * Finds, for one scope, the candle that resolves each prediction. Targets must be asked for in rising order, so that
 * one pass over the candles answers all (a monotone pointer instead of a search per prediction).
 */
export class OutcomeFinder {
  readonly #which: ResolvingCandle;
  readonly #toleranceSeconds: number;
  #columns: CandleColumns | undefined;
  #row = 0;
  #previousTs = Number.NaN;
  #previousClose = Number.NaN;
  readonly #outcome: Outcome = { status: 0, price: 0, ts: 0 };

  /** @param toleranceSeconds how far from the target the resolving candle may lie, in seconds */
  constructor(which: ResolvingCandle, toleranceSeconds: number) {
    this.#which = which;
    this.#toleranceSeconds = toleranceSeconds;
  }

  /** Continues with the candles of the next batch. */
  enter(columns: CandleColumns): void {
    this.#columns = columns;
    this.#row = 0;
  }

  /** Remembers the end of the batch, which may be the last candle inside a window that the next batch closes. */
  leave(): void {
    const columns = this.#columns;
    if (columns === undefined || columns.length === 0) return;
    this.#previousTs = columns.ts[columns.length - 1] as number;
    this.#previousClose = columns.close[columns.length - 1] as number;
  }

  /**
   * The outcome at `target` seconds, or undefined while the candles have not come that far. The answer is reused by
   * the next call.
   */
  find(target: number): Outcome | undefined {
    const columns = this.#columns;
    if (columns === undefined) return undefined;
    const ts = columns.ts;
    while (this.#row < columns.length && (ts[this.#row] as number) < target) this.#row++;
    if (this.#row === columns.length) return undefined;
    return this.#which === 'first_at_or_after' ? this.#firstAtOrAfter(columns, target) : this.#lastUpTo(columns, target);
  }

  #firstAtOrAfter(columns: CandleColumns, target: number): Outcome {
    const foundTs = columns.ts[this.#row] as number;
    return this.#judge(foundTs, columns.close[this.#row] as number, foundTs - target);
  }

  #lastUpTo(columns: CandleColumns, target: number): Outcome {
    const foundTs = columns.ts[this.#row] as number;
    if (foundTs === target) return this.#judge(foundTs, columns.close[this.#row] as number, 0);
    const ts = this.#row > 0 ? (columns.ts[this.#row - 1] as number) : this.#previousTs;
    const close = this.#row > 0 ? (columns.close[this.#row - 1] as number) : this.#previousClose;
    return this.#judge(ts, close, target - ts);
  }

  #judge(ts: number, price: number, distanceSeconds: number): Outcome {
    const outcome = this.#outcome;
    const isTooFar = distanceSeconds > this.#toleranceSeconds;
    const hasPrice = price - price === 0;
    outcome.status = isTooFar
      ? statusCode.unresolvedGap
      : hasPrice
        ? statusCode.scored
        : statusCode.unresolvedNoPrice;
    outcome.price = outcome.status === statusCode.scored ? price : Number.NaN;
    outcome.ts = outcome.status === statusCode.scored ? ts : Number.NaN;
    return outcome;
  }
}

/**
 * The candles of one subject that a user's resolver may still ask for, from the oldest waiting prediction on. Only kept
 * when a run has such a resolver.
 */
export class CandleHistory {
  #candles: Candle[] = [];

  append(columns: CandleColumns): void {
    for (let row = 0; row < columns.length; row++) {
      this.#candles.push({
        ts: columns.ts[row] as number,
        open: columns.open[row] as number,
        high: columns.high[row] as number,
        low: columns.low[row] as number,
        close: columns.close[row] as number,
        volume: columns.volume[row] as number,
      });
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
