import type { CandleColumns } from '../../../feed/candle.ts';
import type { Scope } from '../scope.ts';
import { statusCode } from '../prediction-columns.ts';
import type { PredictionTable } from './prediction-table.ts';

/** Which candle resolves: the first at or after the target, or the last at or before it (contract section 2.5). */
export type ResolvingCandle = 'first_at_or_after' | 'last_in_window';

/** A row whose outcome is not known yet; anything smaller is a decided status. */
export const waiting = 255;
/** A row whose outcome is known, but not its score. */
export const resolvedUnscored = 254;

/**
 * Finds, for one scope, the candle that resolves each prediction. Predictions are asked for in the order made, so their
 * targets rise and one pass over the candles answers all (a monotone pointer instead of a search per prediction).
 */
export class OutcomeFinder {
  readonly #scopeIndex: number;
  readonly #horizonSeconds: number;
  readonly #which: ResolvingCandle;
  readonly #toleranceSeconds: number;
  #previousTs = Number.NaN;
  #previousClose = Number.NaN;
  /** First row of the table that may still wait. */
  cursor = 0;

  /** @param toleranceSeconds how far from the target the resolving candle may lie, in seconds */
  constructor(scopeIndex: number, scope: Scope, which: ResolvingCandle, toleranceSeconds: number) {
    this.#scopeIndex = scopeIndex;
    this.#horizonSeconds = scope.horizonSeconds;
    this.#which = which;
    this.#toleranceSeconds = toleranceSeconds;
  }

  /**
   * Resolves this scope's waiting rows as far as the batch's candles reach. A resolved row gets its price, time and
   * return and the status {@link resolvedUnscored}; a row that cannot be resolved gets the status that says why.
   */
  resolve(table: PredictionTable, columns: CandleColumns): void {
    this.cursor = this.#resolveRows(table, columns);
    if (columns.length === 0) return;
    // The last candle of a batch may be the last inside a window that the next batch closes.
    this.#previousTs = columns.ts[columns.length - 1] as number;
    this.#previousClose = columns.close[columns.length - 1] as number;
  }

  /** The loop of {@link resolve}, alone in a function so that V8 keeps it optimised; returns the first row that waits. */
  #resolveRows(table: PredictionTable, columns: CandleColumns): number {
    const { ts: candleTs, close, length } = columns;
    const { ts, scope, status, entryPrice, resolvedPrice, resolvedTs, actualReturn, score } = table;
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
      const entry = entryPrice[row] as number;
      const actual = (price - entry) / Math.max(Math.abs(entry), 1e-9);
      if (Math.abs(foundTs - target) > tolerance) {
        markUnresolved(table, row, statusCode.unresolvedGap);
      } else if (actual - actual === 0) {
        resolvedPrice[row] = price;
        resolvedTs[row] = foundTs;
        actualReturn[row] = actual;
        score[row] = Number.NaN;
        status[row] = resolvedUnscored;
      } else {
        markUnresolved(table, row, statusCode.unresolvedNoPrice);
      }
    }
    return rows;
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

/** Gives a row a status without outcome or score. */
export function markUnresolved(table: PredictionTable, row: number, status: number): void {
  table.status[row] = status;
  table.resolvedPrice[row] = Number.NaN;
  table.resolvedTs[row] = Number.NaN;
  table.actualReturn[row] = Number.NaN;
  table.score[row] = Number.NaN;
}
