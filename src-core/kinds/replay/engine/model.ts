import type { Candle, CandleColumns } from '../../../feed/candle.ts';

/**
 * What `tick` receives, exactly as in production (contract section 2.1): the key is `candles_1m` whatever the
 * granularity, candles run from oldest to newest, `asof_ts` is the time of the last one in whole seconds, UTC. The
 * array is the model's to keep; the candles are shared between windows and frozen.
 */
export interface TickData {
  readonly symbol: string;
  readonly asof_ts: number;
  readonly candles_1m: readonly Candle[];
}

/**
 * What `tickColumns` receives: the window as rows `start` (included) to `end` (not included) of typed columns. The
 * frame and its columns are reused; copy what must outlive the call, and read nothing outside the window.
 */
export interface ColumnsFrame {
  readonly symbol: string;
  readonly asof_ts: number;
  readonly columns: CandleColumns;
  readonly start: number;
  readonly end: number;
}

/**
 * A model in JavaScript: `tick` or, faster, `tickColumns`, and the method that the challenge asks for a prediction,
 * `predict(subject, resolve_horizon_seconds, step_seconds)` unless it says otherwise.
 */
export interface JavaScriptModel {
  tick?(data: TickData): unknown;
  tickColumns?(frame: ColumnsFrame): unknown;
  [method: string]: unknown;
}
