/** The least and the largest value that a number of the settings can have. */
export function limitsOf({ minValue, maxValue }: { minValue: number | null; maxValue: number | null }): {
  minimum: number;
  maximum: number;
} {
  return { minimum: minValue ?? Number.MIN_SAFE_INTEGER, maximum: maxValue ?? Number.MAX_SAFE_INTEGER };
}
