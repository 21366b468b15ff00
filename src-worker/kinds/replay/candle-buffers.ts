import { allocateCandleColumns, candleColumns, type CandleColumns } from '../../../src-core/feed/candle.ts';
import type { CandleBatch } from '../../../src-core/kinds/replay/engine/model-driver.ts';

/**
 * Memory for candles that is filled again and again. Buffers that are made for every batch and freed in another thread
 * let a long run grow by hundreds of megabytes.
 */
export class CandleBuffers {
  readonly #free: CandleColumns[] = [];

  /** Columns with room for that many candles; what they hold is undefined. */
  take(rows: number): CandleColumns {
    const index = this.#free.findIndex((columns) => columns.ts.length >= rows);
    const [found] = index < 0 ? [] : this.#free.splice(index, 1);
    return found === undefined ? allocateCandleColumns(rows) : candleColumns(rows, found);
  }

  giveBack(batch: CandleBatch): void {
    this.#free.push(...batch.subjects.filter((columns) => columns.ts.length > 0));
  }
}
