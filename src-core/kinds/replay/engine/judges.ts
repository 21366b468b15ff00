import type { Candle } from '../../../feed/candle.ts';
import type { Actual, OutputScoring, ScoreResult, SignalScoring } from '../scoring/scoring-function.ts';
import type { ResolvingCandle } from './outcome-finder.ts';

/** One prediction for a user's scoring function. */
export interface ScoreRequest {
  output: Record<string, unknown>;
  actual: Actual;
}

/** One closed window for a user's resolver: candles from the prediction to the horizon, both included. */
export interface ResolveRequest {
  candles: Candle[];
  subject: string;
  horizonSeconds: number;
}

/** What a user's resolver answers: the actual outcome, null where there is none, or why it failed. */
export type ResolveResult = { ok: true; actual: Actual | null } | { ok: false; reason: string };

/** How predictions are scored: by the signal, by the output, or by a function of the user's, in blocks. */
export type ScoringJudge =
  | { readonly form: 'signal'; readonly scoring: SignalScoring }
  | { readonly form: 'output'; readonly scoring: OutputScoring }
  | { readonly form: 'function'; score(requests: ScoreRequest[]): ScoreResult[] | Promise<ScoreResult[]> };

/** How outcomes are found: a built-in rule, or a function of the user's, in blocks. */
export type ResolvingJudge =
  | { readonly form: 'candle'; readonly which: ResolvingCandle }
  | {
      readonly form: 'function';
      resolve(requests: ResolveRequest[]): ResolveResult[] | Promise<ResolveResult[]>;
    };
