import type { SeededRandom } from '../../../numeric/seeded-random.ts';
import { candleColumnNames, candleColumns, type CandleColumns } from '../../../feed/candle.ts';
import type { CandleBatch } from './model-driver.ts';

/**
 * A copy of a batch in which every candle after `cutTs` is another: prices and volume scaled by a random factor between
 * 0.5 and 1.5, one for each candle. Times stay. What a model says up to `cutTs` must not change (rule R11).
 */
export function alterCandlesAfter(batch: CandleBatch, cutTs: number, random: SeededRandom): CandleBatch {
  return { subjects: batch.subjects.map((columns) => alterColumns(columns, cutTs, random)) };
}

function alterColumns(columns: CandleColumns, cutTs: number, random: SeededRandom): CandleColumns {
  const altered = candleColumns(columns.length, {
    ts: columns.ts.slice(),
    open: columns.open.slice(),
    high: columns.high.slice(),
    low: columns.low.slice(),
    close: columns.close.slice(),
    volume: columns.volume.slice(),
  });
  for (let row = 0; row < columns.length; row++) {
    if ((altered.ts[row] as number) <= cutTs) continue;
    const factor = 0.5 + random.uniform();
    for (const name of candleColumnNames) {
      if (name !== 'ts') altered[name][row] = (altered[name][row] as number) * factor;
    }
  }
  return altered;
}
