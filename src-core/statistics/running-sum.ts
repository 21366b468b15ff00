/** The sum of the first entry, the first two, and so on, added in this order, so that the bits are always the same. */
export function runningSum(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    sum += values[index] as number;
    sums[index] = sum;
  }
  return sums;
}
