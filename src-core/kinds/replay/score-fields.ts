import { HindcastError } from '../../errors/hindcast-error.ts';
import { nearestName } from '../../errors/nearest-name.ts';
import type { AggregationWindow } from './challenge/profile.ts';
import { fromValue, normaliseScoreResult } from './scoring/score-result.ts';
import type { ScoreResult } from './scoring/scoring-function.ts';

/** The field of a score that every score has: the score itself. */
export const valueField = 'value';

type Windows = readonly Pick<AggregationWindow, 'name' | 'value_field'>[];

/** The fields of a score, besides the score itself, that the windows average; each once. */
export function furtherScoreFields(windows: Windows): string[] {
  return [...new Set(windows.map((window) => window.value_field))].filter((field) => field !== valueField);
}

/**
 * Compares the fields that windows average with those that a score has.
 *
 * @param known names of the numeric fields of a score
 * @throws HindcastError `BAD_SPEC` naming the window and the known fields when a score lacks one
 */
export function refuseUnknownScoreFields(windows: Windows, known: readonly string[]): void {
  const window = windows.find(({ value_field: field }) => !known.includes(field));
  if (window === undefined) return;
  const nearest = nearestName(window.value_field, known);
  throw new HindcastError(
    'BAD_SPEC',
    `The "aggregation" window "${window.name}" averages the field "${window.value_field}" of each score, which it ` +
      `does not have${nearest === undefined ? '.' : `, did you mean "${nearest}"?`} ` +
      `Numeric fields of a score: ${known.join(', ')}.`,
  );
}

/**
 * Reads what a user's scoring function returned, with the fields that windows average: each must be a number just as
 * `value` must, or the score has failed.
 */
export function readScore(returned: unknown, fields: readonly string[]): ScoreResult {
  const result = normaliseScoreResult(returned);
  if (!result.success || fields.length === 0) return result;
  const numbers: Record<string, number> = {};
  for (const field of fields) {
    const member = (returned as Partial<Record<string, unknown>>)[field];
    const number = fromValue(member, `"${field}" of what the scoring function returned`);
    if (!number.success) return number;
    numbers[field] = number.value;
  }
  return { ...result, fields: numbers };
}

/** The numeric fields of what a user's scoring function returned. */
export function numericFieldsOf(returned: unknown): string[] {
  if (typeof returned !== 'object' || returned === null) return [valueField];
  return Object.entries(returned).flatMap(([name, member]) =>
    typeof member === 'number' || typeof member === 'boolean' ? [name] : [],
  );
}
