import type { CandleColumns } from '../../../feed/candle.ts';

/**
 * Candles of every subject of a plan over one stretch of time; the stretches of successive batches follow each other
 * without overlap. The index is the subject's index in the plan.
 */
export interface CandleBatch {
  readonly subjects: readonly CandleColumns[];
}

/**
 * Predictions that a driver made over one batch, in the order made. Row `i` was made after candle `candle[i]` (an index
 * into this batch's columns) of the subject of scope `scope[i]` (an index into the plan's scopes).
 */
export interface RawPredictions {
  readonly length: number;
  readonly scope: Uint16Array;
  readonly candle: Uint32Array;
  /** The number when the output was just that: a bare finite number, or the first output field alone. Else NaN. */
  readonly signal: Float64Array;
  /** What the model returned, as plain data, by row; only rows whose signal does not say it all. */
  readonly outputs: ReadonlyMap<number, unknown>;
  /** The message of what `predict` threw, by row. */
  readonly errors: ReadonlyMap<number, string>;
}

export interface DriverCounts {
  readonly ticks: number;
  readonly tickErrors: number;
}

/** Something that shows a model the candles of a run and collects what it predicts. */
export interface ModelDriver {
  /** Candles of one subject that the engine hands over at a time. */
  readonly candlesPerRun: number;
  /**
   * @param room where the signals are wanted; a driver may put them there at once, and then gives the room back as theirs
   */
  run(batch: CandleBatch, room?: Float64Array): RawPredictions | Promise<RawPredictions>;
  counts(): DriverCounts;
  close(): Promise<void>;
}
