/** How far each entry lies below the highest one so far, which starts at 0; zero or negative, in the unit of the entries. */
export function belowPeak(values: Float64Array): Float64Array {
  const falls = new Float64Array(values.length);
  let peak = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (value > peak) peak = value;
    falls[index] = value - peak;
  }
  return falls;
}
