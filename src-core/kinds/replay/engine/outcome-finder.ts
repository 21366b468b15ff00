import type { CandleColumns } from '../../../feed/candle.ts';
import type { Scope } from '../scope.ts';
import { statusCode } from '../prediction-columns.ts';
import type { SignalScoring } from '../scoring/scoring-function.ts';
import type { PredictionTable } from './prediction-table.ts';

/** Which candle resolves: the first at or after the target, or the last at or before it (contract section 2.5). */
export type ResolvingCandle = 'first_at_or_after' | 'last_in_window';

/** A row whose outcome is not known yet; anything smaller is a decided status. */
export const waiting = 255;
/** A row whose outcome is known, but not its score. */
export const resolvedUnscored = 254;
const { scored } = statusCode;

/**
 * Finds, for one scope, the candle that resolves each prediction, and scores it at once where the signal and the return
 * are enough for that. Predictions are asked for in the order made, so their targets rise and one pass over the candles
 * answers all (a monotone pointer instead of a search per prediction).
 */
export class OutcomeFinder {
  readonly #scopeIndex: number;
  readonly #horizonSeconds: number;
  readonly #which: ResolvingCandle;
  readonly #toleranceSeconds: number;
  readonly #scoring: SignalScoring | undefined;
  #previousTs = Number.NaN;
  #previousClose = Number.NaN;
  #leftUnscored = false;
  /** First row of the table that may still wait. */
  cursor = 0;

  /**
   * @param toleranceSeconds how far from the target the resolving candle may lie, in seconds
   * @param scoring left out where a score takes more than the signal
   */
  constructor(
    scopeIndex: number,
    scope: Scope,
    which: ResolvingCandle,
    toleranceSeconds: number,
    scoring: SignalScoring | undefined,
  ) {
    this.#scopeIndex = scopeIndex;
    this.#horizonSeconds = scope.horizonSeconds;
    this.#which = which;
    this.#toleranceSeconds = toleranceSeconds;
    this.#scoring = scoring;
  }

  /**
   * Resolves this scope's waiting rows as far as the batch's candles reach. A resolved row gets its price, time and
   * return, and its score where there is a finite one, else the status {@link resolvedUnscored}; one that cannot be
   * resolved gets the status that says why.
   *
   * @returns whether rows were left without a score
   */
  resolve(table: PredictionTable, columns: CandleColumns): boolean {
    this.#leftUnscored = false;
    this.cursor = this.#resolveRows(table, columns);
    if (columns.length === 0) return this.#leftUnscored;
    // The last candle of a batch may be the last inside a window that the next batch closes.
    this.#previousTs = columns.ts[columns.length - 1] as number;
    this.#previousClose = columns.close[columns.length - 1] as number;
    return this.#leftUnscored;
  }

  /** Returns the first row that still waits. */
  #resolveRows(table: PredictionTable, columns: CandleColumns): number {
    const { ts: candleTs, close, length } = columns;
    const { ts, scope, status, entryPrice } = table;
    const rows = table.length;
    const scopeIndex = this.#scopeIndex;
    const horizon = this.#horizonSeconds;
    const tolerance = this.#toleranceSeconds;
    const isFirst = this.#which === 'first_at_or_after';
    let candle = 0;
    for (let row = this.cursor; row < rows; row++) {
      if (scope[row] !== scopeIndex || status[row] !== waiting) continue;
      const target = (ts[row] as number) + horizon;
      while (candle < length && (candleTs[candle] as number) < target) candle++;
      if (candle === length) return row;
      let foundTs = candleTs[candle] as number;
      let price = close[candle] as number;
      if (!isFirst && foundTs > target) {
        foundTs = candle > 0 ? (candleTs[candle - 1] as number) : this.#previousTs;
        price = candle > 0 ? (close[candle - 1] as number) : this.#previousClose;
      }
      const actual = returnOf(entryPrice[row] as number, price);
      if (Math.abs(foundTs - target) > tolerance) {
        markUnresolved(table, row, statusCode.unresolvedGap);
      } else if (actual - actual === 0) {
        table.resolvedPrice[row] = price;
        table.resolvedTs[row] = foundTs;
        table.actualReturn[row] = actual;
        this.#score(table, row);
      } else {
        markUnresolved(table, row, statusCode.unresolvedNoPrice);
      }
      if (!isFirst || this.#scoring === undefined) continue;
      const next = this.#resolveRun(table, columns, this.#scoring, row + 1, candle + 1);
      candle += next - (row + 1);
      row = next - 1;
    }
    return rows;
  }

  #score(table: PredictionTable, row: number): void {
    const { signal, actualReturn, score, status } = table;
    const value =
      this.#scoring?.scoreSignal(signal[row] as number, actualReturn[row] as number) ?? Number.NaN;
    if (value - value === 0) {
      score[row] = value;
      status[row] = scored;
    } else {
      status[row] = resolvedUnscored;
      this.#leftUnscored = true;
    }
  }

  /**
   * Resolves and scores one row after the other from the given one on, as long as each row's candle is the one after that
   * of the row before it: what comes of a prediction on every candle. Returns the first row that is left to
   * {@link #resolveRows}. Without an inner loop, and with all it reads in constants of its own, V8 makes it twice as fast.
   */
  #resolveRun(
    table: PredictionTable,
    columns: CandleColumns,
    scoring: SignalScoring,
    fromRow: number,
    fromCandle: number,
  ): number {
    const { ts: candleTs, close, length } = columns;
    const { ts, scope, status, signal, entryPrice, resolvedPrice, resolvedTs, actualReturn, score } = table;
    const rows = table.length;
    const scopeIndex = this.#scopeIndex;
    const horizon = this.#horizonSeconds;
    const tolerance = this.#toleranceSeconds;
    const undecided = waiting;
    let before = candleTs[fromCandle - 1] as number;
    let row = fromRow;
    for (let candle = fromCandle; row < rows && candle < length; row++, candle++) {
      const target = (ts[row] as number) + horizon;
      const foundTs = candleTs[candle] as number;
      const isNext = before < target && foundTs >= target && foundTs - target <= tolerance;
      if (!isNext || scope[row] !== scopeIndex || status[row] !== undecided) return row;
      const given = signal[row] as number;
      const price = close[candle] as number;
      const actual = returnOf(entryPrice[row] as number, price);
      // Asked here, so that the scoring, which is compiled into this loop, need not ask.
      if (given !== given || actual !== actual) return row;
      if (actual - actual !== 0) return row;
      const value = scoring.scoreSignal(given, actual);
      if (value - value !== 0) return row;
      resolvedPrice[row] = price;
      resolvedTs[row] = foundTs;
      actualReturn[row] = actual;
      score[row] = value;
      status[row] = scored;
      before = foundTs;
    }
    return row;
  }

  /**
   * Visits this scope's waiting rows whose window the batch's candles have closed, for a resolver of the user's.
   */
  visitClosed(table: PredictionTable, columns: CandleColumns, visit: (row: number) => void): void {
    const last = columns.length === 0 ? Number.NEGATIVE_INFINITY : (columns.ts[columns.length - 1] as number);
    let row = this.cursor;
    for (; row < table.length; row++) {
      if (table.scope[row] !== this.#scopeIndex || table.status[row] !== waiting) continue;
      if ((table.ts[row] as number) + this.#horizonSeconds > last) break;
      visit(row);
    }
    this.cursor = row;
  }
}

/** What was earned from the entry on, a plain ratio (rule R6). */
function returnOf(entry: number, price: number): number {
  return (price - entry) / Math.max(Math.abs(entry), 1e-9);
}

/** Gives a row a status without outcome or score. */
export function markUnresolved(table: PredictionTable, row: number, status: number): void {
  table.status[row] = status;
  table.resolvedPrice[row] = Number.NaN;
  table.resolvedTs[row] = Number.NaN;
  table.actualReturn[row] = Number.NaN;
  table.score[row] = Number.NaN;
}
