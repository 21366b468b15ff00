import type { Candle } from '../../../feed/candle.ts';
import type { Actual, OutputScoring, ScoreResult, SignalScoring } from '../scoring/scoring-function.ts';
import { signalOf } from '../scoring/signal-of.ts';
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

/** Scores outputs with whichever form of scoring there is. */
export async function scoreAll(judge: ScoringJudge, requests: ScoreRequest[]): Promise<ScoreResult[]> {
  switch (judge.form) {
    case 'signal':
      return requests.map(({ output, actual }) => {
        const value = judge.scoring.scoreSignal(signalOf(output), actual.return);
        return value - value === 0
          ? { success: true, value }
          : { success: false, reason: `${judge.scoring.name} gave ${value}, which is not a finite number` };
      });
    case 'output':
      return requests.map(({ output, actual }) => judge.scoring.scoreOutput(output, actual));
    case 'function':
      return judge.score(requests);
  }
}
