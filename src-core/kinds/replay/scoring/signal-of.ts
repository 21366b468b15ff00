/** Fields that hold the signal, in the order in which they are looked for (contract section 2.7). */
const signalFields = ['value', 'expected_return', 'signal', 'prediction'] as const;

/** Fields that hold the probability of a positive return, in the order in which they are looked for. */
const probabilityFields = ['probability_up', 'p_up', 'probability', 'proba'] as const;

/**
 * The one number in an output that metrics and numeric scorings use: the first of `value`, `expected_return`, `signal`
 * and `prediction` that is there (null counts as not there), else the first numeric field. A boolean counts as 0 or 1.
 * NaN when the field that was found is not a number, or there is none.
 */
export function signalOf(output: Readonly<Record<string, unknown>>): number {
  for (const field of signalFields) {
    const value = ownValue(output, field);
    if (value !== undefined && value !== null) return numberOf(value);
  }
  for (const value of Object.values(output)) {
    if (typeof value === 'number' || typeof value === 'boolean') return numberOf(value);
  }
  return Number.NaN;
}

/**
 * The stated probability of a positive return, as it is (it may lie outside [0, 1]); NaN when the output states none.
 */
export function probabilityOf(output: Readonly<Record<string, unknown>>): number {
  for (const field of probabilityFields) {
    const value = ownValue(output, field);
    if (value !== undefined && value !== null) return numberOf(value);
  }
  return Number.NaN;
}

/** Whether a field of this name states the probability of a positive return. */
export function isProbabilityField(name: string): boolean {
  return (probabilityFields as readonly string[]).includes(name);
}

/** The field's own value: names such as `constructor` must not find what every object inherits. */
export function ownValue(output: Readonly<Record<string, unknown>>, field: string): unknown {
  return Object.hasOwn(output, field) ? output[field] : undefined;
}

function numberOf(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : Number.NaN;
}
