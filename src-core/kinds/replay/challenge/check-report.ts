/** What to dry-run: an inlined replay spec whose dates and candles do not matter. */
export interface CheckChallenge {
  readonly spec: unknown;
  /** What the challenge is called in the report. */
  readonly challenge: string;
}

/** What a dry run of a challenge found; see `hindcast challenge check`. */
export interface ChallengeCheckReport {
  readonly challenge: string;
  readonly candles: number;
  readonly ticks: number;
  readonly predictions: number;
  readonly scored: number;
  /** The first outputs, as JSON text, with their scores; null where there is none. */
  readonly samples: readonly {
    readonly at: string;
    readonly output: string;
    readonly score: number | null;
  }[];
  /** What the scoring function gave for three different inputs, or why it failed. */
  readonly probes: readonly {
    readonly output: string;
    readonly score: number | null;
    readonly reason: string | null;
  }[];
  readonly warnings: readonly string[];
}
