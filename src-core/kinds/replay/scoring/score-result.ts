import { describeValue } from './describe-value.ts';
import { isDictionary } from './is-dictionary.ts';
import type { ScoreResult } from './scoring-function.ts';

/**
 * Reads what a user's scoring function returned: a number, or an object with a numeric `value` and, where it wants,
 * `success` and `failed_reason` (contract section 2.6). Whatever else it is, and any number that is not finite, is a
 * failed score with a reason, never a zero.
 */
export function normaliseScoreResult(returned: unknown): ScoreResult {
  if (isDictionary(returned)) {
    if (returned['success'] === false) {
      const reason = returned['failed_reason'];
      return {
        success: false,
        reason:
          typeof reason === 'string' && reason !== '' ? reason : 'the scoring function reported no success',
      };
    }
    if (!('value' in returned)) {
      return { success: false, reason: 'the scoring function returned an object without "value"' };
    }
    return fromValue(returned['value'], '"value" of what the scoring function returned');
  }
  return fromValue(returned, 'what the scoring function returned');
}

/** One number of a score, as finite as it must be; `what` says in a reason where it stands. */
export function fromValue(value: unknown, what: string): ScoreResult {
  if (typeof value === 'boolean') return { value: value ? 1 : 0, success: true };
  if (typeof value === 'number' && Number.isFinite(value)) return { value, success: true };
  return { success: false, reason: `${what} is ${describeValue(value)}, not a finite number` };
}
