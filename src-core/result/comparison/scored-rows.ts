/** The scored predictions of a run as columns, in time order; times in seconds since the epoch, UTC. No score is NaN. */
export interface ScoredRows {
  readonly ts: Float64Array;
  readonly score: Float64Array;
  /** By row: index into {@link scopeNames}. */
  readonly scope: Uint16Array;
  readonly scopeNames: readonly string[];
}
