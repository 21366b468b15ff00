import { z } from 'zod';
import type {
  ResolveResult,
  ResolvingJudge,
  ScoringJudge,
} from '../../../../src-core/kinds/replay/engine/judges.ts';
import type { AggregationWindow } from '../../../../src-core/kinds/replay/challenge/profile.ts';
import {
  furtherScoreFields,
  numericFieldsOf,
  readScore,
  refuseUnknownScoreFields,
} from '../../../../src-core/kinds/replay/score-fields.ts';
import type { CallResult, UserFunction } from './user-function.ts';

/**
 * A user's function as a scorer: called with `(output, actual)` (contract section 2.6). Its first success shows which
 * fields a score has; when the windows average another, scoring throws `BAD_SPEC`.
 */
export function asScorer(opened: UserFunction, windows: readonly AggregationWindow[]): ScoringJudge {
  const fields = furtherScoreFields(windows);
  let isCompared = fields.length === 0;
  return {
    form: 'function',
    score: async (requests) => {
      const results = await opened.call(requests.map((request) => [request.output, request.actual]));
      if (!isCompared) {
        const success = results.find((result) => result.ok && readScore(result.value, []).success);
        if (success?.ok === true) refuseUnknownScoreFields(windows, numericFieldsOf(success.value));
        isCompared = success !== undefined;
      }
      return results.map((result) =>
        result.ok ? readScore(result.value, fields) : { success: false, reason: result.reason },
      );
    },
  };
}

const actualSchema = z.object({
  entry_price: z.number(),
  resolved_price: z.number(),
  return: z.number(),
  direction_up: z.boolean().optional(),
});

/**
 * A user's function as a resolver: called with `(candles, {subject, resolve_horizon_seconds})`, candles being those
 * from the prediction to its horizon; it returns the actual outcome, or null where there is none.
 */
export function asResolver(opened: UserFunction): ResolvingJudge {
  return {
    form: 'function',
    resolve: async (requests) => {
      const results = await opened.call(
        requests.map((request) => [
          request.candles,
          { subject: request.subject, resolve_horizon_seconds: request.horizonSeconds },
        ]),
      );
      return results.map(readActual);
    },
  };
}

function readActual(result: CallResult): ResolveResult {
  if (!result.ok) return { ok: false, reason: result.reason };
  if (result.value === null || result.value === undefined) return { ok: true, actual: null };
  const parsed = actualSchema.safeParse(result.value);
  if (!parsed.success) {
    return {
      ok: false,
      reason: 'the resolver did not return {entry_price, resolved_price, return} with finite numbers',
    };
  }
  const { entry_price, resolved_price, direction_up } = parsed.data;
  return {
    ok: true,
    actual: { ...parsed.data, direction_up: direction_up ?? resolved_price > entry_price },
  };
}
