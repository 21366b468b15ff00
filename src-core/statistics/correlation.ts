/** Below this, the root of a sum of squared deviations counts as zero (contract section 2.7). */
const degenerateSpread = 1e-12;

/**
 * Pearson's correlation of the first `length` entries of two columns, -1 to 1, by two passes around the means. NaN for
 * fewer than two entries or where either column does not vary; who wants the public harness's 0 there says so.
 */
export function pearson(x: Float64Array, y: Float64Array, length = Math.min(x.length, y.length)): number {
  if (length < 2) return Number.NaN;
  const meanX = sum(x, length) / length;
  const meanY = sum(y, length) / length;
  return correlationFromMoments(
    sumOfProducts(x, meanX, y, meanY, length),
    sumOfProducts(x, meanX, x, meanX, length),
    sumOfProducts(y, meanY, y, meanY, length),
  );
}

function sum(values: Float64Array, length: number): number {
  let total = 0;
  for (let index = 0; index < length; index++) total += values[index] as number;
  return total;
}

/** Sum of the products of deviations; nothing follows the loop, since V8 would leave what it compiled at each end of it. */
function sumOfProducts(
  x: Float64Array,
  meanX: number,
  y: Float64Array,
  meanY: number,
  length: number,
): number {
  let products = 0;
  for (let index = 0; index < length; index++) {
    products += ((x[index] as number) - meanX) * ((y[index] as number) - meanY);
  }
  return products;
}

/** Correlation from sums of products and squares of deviations from the means; NaN where either column is constant. */
export function correlationFromMoments(products: number, squaresX: number, squaresY: number): number {
  const spreadX = Math.sqrt(squaresX);
  const spreadY = Math.sqrt(squaresY);
  if (!(spreadX >= degenerateSpread && spreadY >= degenerateSpread)) return Number.NaN;
  return products / (spreadX * spreadY);
}
