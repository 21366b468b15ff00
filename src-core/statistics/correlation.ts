/** Below this, the root of a sum of squared deviations counts as zero (contract section 2.7). */
const degenerateSpread = 1e-12;

/**
 * Pearson's correlation of the first `length` entries of two columns, -1 to 1, by two passes around the means. NaN for
 * fewer than two entries or where either column does not vary; who wants the public harness's 0 there says so.
 */
export function pearson(x: Float64Array, y: Float64Array, length = Math.min(x.length, y.length)): number {
  if (length < 2) return Number.NaN;
  let sumX = 0;
  let sumY = 0;
  for (let index = 0; index < length; index++) {
    sumX += x[index] as number;
    sumY += y[index] as number;
  }
  const meanX = sumX / length;
  const meanY = sumY / length;
  let products = 0;
  let squaresX = 0;
  let squaresY = 0;
  for (let index = 0; index < length; index++) {
    const deviationX = (x[index] as number) - meanX;
    const deviationY = (y[index] as number) - meanY;
    products += deviationX * deviationY;
    squaresX += deviationX * deviationX;
    squaresY += deviationY * deviationY;
  }
  return correlationFromMoments(products, squaresX, squaresY);
}

/** Correlation from sums of products and squares of deviations from the means; NaN where either column is constant. */
export function correlationFromMoments(products: number, squaresX: number, squaresY: number): number {
  const spreadX = Math.sqrt(squaresX);
  const spreadY = Math.sqrt(squaresY);
  if (!(spreadX >= degenerateSpread && spreadY >= degenerateSpread)) return Number.NaN;
  return products / (spreadX * spreadY);
}
