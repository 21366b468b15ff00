/** How long a completed run took, and over how many candles. */
export interface RunDuration {
  readonly seconds: number;
  /** Rows of the day files that it was pinned to. */
  readonly candles: number;
}
