/** Where a prediction ended up, in the order in which it is decided. Stored as a small integer. */
export const predictionStatuses = [
  'scored',
  'unresolved_end_of_data',
  'unresolved_gap',
  'unresolved_no_price',
  'prediction_failed',
  'scoring_failed',
] as const;

export const statusCode = {
  scored: 0,
  unresolvedEndOfData: 1,
  unresolvedGap: 2,
  unresolvedNoPrice: 3,
  predictionFailed: 4,
  scoringFailed: 5,
} as const;

/**
 * Predictions as columns, in the order in which they were made (by time, then by subject, then by scope). All columns
 * have `length` valid entries. Times in whole seconds since the epoch, UTC; a number that does not exist is NaN.
 */
export interface PredictionColumns {
  readonly length: number;
  /** Time of the candle after which the prediction was made. */
  readonly ts: Float64Array;
  /** Index into the plan's scopes. */
  readonly scope: Uint16Array;
  readonly status: Uint8Array;
  /** The number in the output that metrics and numeric scorings use; NaN when the output holds none. */
  readonly signal: Float64Array;
  readonly entryPrice: Float64Array;
  readonly resolvedPrice: Float64Array;
  /** Time of the candle that resolved the prediction. */
  readonly resolvedTs: Float64Array;
  /** (resolved - entry) / max(|entry|, 1e-9), a plain ratio. */
  readonly actualReturn: Float64Array;
  readonly score: Float64Array;
  /** By name: further numbers of the score that windows of the challenge average; rows without a score have none. */
  readonly scoreFields: ReadonlyMap<string, Float64Array>;
  /** By row: outputs that hold more than the plan's first output field as a plain number, as JSON text. */
  readonly outputJson: ReadonlyMap<number, string>;
  /** By row: why a prediction has no score, where there is more to say than the status. */
  readonly reason: ReadonlyMap<number, string>;
}
