import type { OutputField } from '../output-schema.ts';
import type { Actual, ScoreResult } from './scoring-function.ts';

/** One input of a dry run of a scoring function. */
export interface ScoringProbe {
  readonly output: Record<string, unknown>;
  readonly actual: Actual;
}

/**
 * Three inputs that an honest scoring function tells apart: right and sure, wrong and sure, right and unsure. Numeric
 * output fields carry the signal, the others their defaults.
 */
export function scoringProbes(outputFields: readonly OutputField[]): ScoringProbe[] {
  return [
    { output: probeOutput(outputFields, 1), actual: outcome(40_000, 40_100) },
    { output: probeOutput(outputFields, -1), actual: outcome(40_000, 40_300) },
    { output: probeOutput(outputFields, 0.25), actual: outcome(40_000, 40_050) },
  ];
}

/**
 * Looks for a scoring function that was never written: one that gives several different inputs the same score, as the
 * starter challenge's stub does (contract section 2.6).
 *
 * @param results what the function gave for each of {@link scoringProbes}, in that order
 * @returns a warning, or null; inputs that could not be scored say nothing, so fewer than two scores are no stub
 */
export function detectScoringStub(results: readonly ScoreResult[]): string | null {
  const scores = results.flatMap((result) => (result.success ? [result.value] : []));
  const first = scores[0];
  if (first === undefined || scores.length < 2 || scores.some((score) => score !== first)) return null;
  return (
    `The scoring function gave ${first} for ${scores.length} quite different predictions. ` +
    'It looks like a stub: every score metric will say nothing until it is written.'
  );
}

function probeOutput(outputFields: readonly OutputField[], signal: number): Record<string, unknown> {
  const entries = outputFields.map((field): [string, unknown] => [field.name, probeValue(field, signal)]);
  return entries.length === 0 ? { value: signal } : Object.fromEntries(entries);
}

function probeValue(field: OutputField, signal: number): unknown {
  switch (field.type) {
    case 'float':
      // A spread must stay above 0 to be scored at all.
      return /^(sigma|std|stddev)$/.test(field.name) ? Math.abs(signal) : signal;
    case 'int':
      return Math.sign(signal);
    case 'bool':
      return signal > 0;
    case 'string':
      return field.default ?? '';
  }
}

function outcome(entry: number, resolved: number): Actual {
  return {
    entry_price: entry,
    resolved_price: resolved,
    return: (resolved - entry) / entry,
    direction_up: resolved > entry,
  };
}
