import { compensatedSum } from '../numeric/compensated-sum.ts';

/** Arithmetic mean of `values[start]` up to, not including, `values[end]`; NaN when there is none. */
export function mean(values: Float64Array, start = 0, end = values.length): number {
  return end > start ? compensatedSum(values, start, end) / (end - start) : Number.NaN;
}

/** Standard deviation with n - 1 in the denominator, in the unit of the values; NaN below two values. */
export function sampleStandardDeviation(values: Float64Array): number {
  return values.length < 2 ? Number.NaN : Math.sqrt(sumOfSquaredDeviations(values) / (values.length - 1));
}

/** Standard deviation with n in the denominator, in the unit of the values; NaN without values. */
export function populationStandardDeviation(values: Float64Array): number {
  return values.length < 1 ? Number.NaN : Math.sqrt(sumOfSquaredDeviations(values) / values.length);
}

/** Standard error of the mean of independent values; NaN below two values. */
export function standardError(values: Float64Array): number {
  return sampleStandardDeviation(values) / Math.sqrt(values.length);
}

/**
 * Standard error of the mean of values correlated over up to `lag` steps: Newey and West (Econometrica 55, 1987) with
 * Bartlett weights 1 - j / (lag + 1), times sqrt(n / (n - 1)), so that lag 0 is {@link standardError}.
 *
 * The weighted sum of autocovariances equals the mean square of moving sums of lag + 1 deviations, edges included;
 * that takes O(n) whatever the lag, and cannot turn negative. A moving sum is what a running sum gained since lag + 1
 * steps before.
 *
 * @param lag a whole number; cut to n - 1
 * @returns NaN below two values
 */
export function neweyWestStandardError(values: Float64Array, lag: number): number {
  const count = values.length;
  if (count < 2) return Number.NaN;
  const width = Math.min(lag, count - 1) + 1;
  const average = mean(values);
  const earlier = new Float64Array(width);
  let running = 0;
  let squares = 0;
  for (let step = 0, slot = 0; step < count + width - 1; step++) {
    if (step < count) running += (values[step] as number) - average;
    const gained = running - (earlier[slot] as number);
    squares += gained * gained;
    earlier[slot] = running;
    slot = slot + 1 < width ? slot + 1 : 0;
  }
  return Math.sqrt(squares / width / count / (count - 1));
}

function sumOfSquaredDeviations(values: Float64Array): number {
  const average = mean(values);
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    const deviation = (values[index] as number) - average;
    squares += deviation * deviation;
  }
  return squares;
}
