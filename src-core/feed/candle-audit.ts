import { isoSeconds, type TimeRange } from '../time/utc.ts';
import type { DataQuality } from '../result/summary-base.ts';
import type { CandleColumns } from './candle.ts';
import type { CleaningCounts } from './clean-candles.ts';

const gapsListed = 50;

/**
 * Adds up what is wrong with the candles of a run: rows that had to be mended or dropped, and candles that should be
 * there by the granularity but are not, between the first and the last moment of the range.
 */
export class CandleAudit {
  readonly #granularitySeconds: number;
  readonly #range: TimeRange;
  readonly #subjects: readonly string[];
  readonly #previousTs: number[];
  readonly #totals: CleaningCounts = {
    rowsRead: 0,
    rowsWithoutPrice: 0,
    duplicatesRemoved: 0,
    rowsOutOfOrder: 0,
  };
  readonly #gaps: DataQuality['gaps'] = [];
  #gapsNotListed = 0;
  #missingCandles = 0;
  #rowsUsed = 0;

  constructor(subjects: readonly string[], granularitySeconds: number, range: TimeRange) {
    this.#subjects = subjects;
    this.#granularitySeconds = granularitySeconds;
    this.#range = range;
    this.#previousTs = subjects.map(() => range.startSeconds - granularitySeconds);
  }

  /** Takes in the next candles of a subject, in time order. */
  observe(subjectIndex: number, candles: CandleColumns, counts: CleaningCounts): void {
    this.#totals.rowsRead += counts.rowsRead;
    this.#totals.rowsWithoutPrice += counts.rowsWithoutPrice;
    this.#totals.duplicatesRemoved += counts.duplicatesRemoved;
    this.#totals.rowsOutOfOrder += counts.rowsOutOfOrder;
    this.#rowsUsed += candles.length;
    let previous = this.#previousTs[subjectIndex] as number;
    const { ts, length } = candles;
    const limit = this.#granularitySeconds * 1.5;
    for (let row = 0; row < length; row++) {
      const at = ts[row] as number;
      if (at - previous > limit) this.#addGap(subjectIndex, previous, at);
      previous = at;
    }
    this.#previousTs[subjectIndex] = previous;
  }

  /** @param missingDays days of the range for which there is no file, as `SUBJECT YYYY-MM-DD` or `YYYY-MM-DD` */
  finish(missingDays: readonly string[]): DataQuality {
    this.#subjects.forEach((_, index) => {
      const end = this.#range.endSeconds + 1;
      const previous = this.#previousTs[index] as number;
      if (end - previous > this.#granularitySeconds * 1.5) this.#addGap(index, previous, end);
    });
    const { rowsRead, rowsWithoutPrice, duplicatesRemoved, rowsOutOfOrder } = this.#totals;
    const faults =
      rowsWithoutPrice + duplicatesRemoved + rowsOutOfOrder + missingDays.length + this.#missingCandles;
    return {
      badge: faults === 0 ? 'clean' : 'warned',
      rows_read: rowsRead,
      rows_used: this.#rowsUsed,
      rows_without_price: rowsWithoutPrice,
      duplicates_removed: duplicatesRemoved,
      rows_out_of_order: rowsOutOfOrder,
      missing_days: [...missingDays],
      missing_candles: this.#missingCandles,
      gaps: this.#gaps,
      gaps_not_listed: this.#gapsNotListed,
    };
  }

  #addGap(subjectIndex: number, previousTs: number, nextTs: number): void {
    const missing = Math.ceil((nextTs - previousTs) / this.#granularitySeconds) - 1;
    this.#missingCandles += missing;
    if (this.#gaps.length === gapsListed) {
      this.#gapsNotListed++;
      return;
    }
    this.#gaps.push({ subject: this.#subjects[subjectIndex] ?? '', after: isoSeconds(previousTs), missing });
  }
}
