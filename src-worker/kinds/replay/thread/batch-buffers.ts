import { candleColumnNames } from '../../../../src-core/feed/candle.ts';
import type { CandleBatch } from '../../../../src-core/kinds/replay/engine/model-driver.ts';

/** The memory of a batch, for handing it from thread to thread without a copy. */
export function buffersOfBatch(batch: CandleBatch): ArrayBuffer[] {
  return batch.subjects.flatMap((columns) =>
    candleColumnNames.map((name) => columns[name].buffer as ArrayBuffer),
  );
}
