/** The outcome of a prediction, as a scoring function receives it (contract section 2.5). */
export interface Actual {
  entry_price: number;
  resolved_price: number;
  /** (resolved - entry) / max(|entry|, 1e-9), a plain ratio. */
  return: number;
  /** resolved > entry */
  direction_up: boolean;
}

/** Scores by the signal alone: no object per prediction. NaN means "cannot be scored". Higher is better. */
export interface SignalScoring {
  readonly name: string;
  scoreSignal(signal: number, actualReturn: number): number;
}

/** `fields` are the numbers besides `value` that windows of the challenge average. */
export type ScoreResult =
  | { value: number; success: true; fields?: Readonly<Record<string, number>> }
  | { success: false; reason: string };

/** Scores by the whole output. Higher is better. Never throws. */
export interface OutputScoring {
  readonly name: string;
  scoreOutput(output: Record<string, unknown>, actual: Actual): ScoreResult;
}
