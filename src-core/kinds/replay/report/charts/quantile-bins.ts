import { bisect } from '../../../../statistics/bisect.ts';

/**
 * The lower edges of bins 1, 2, … when values are cut into `bins` parts of equal number by size; bin 0 has none. Equal
 * values share a bin, by the mean of their ranks, so bins can differ in number and some can stay empty.
 *
 * @param sorted the values, ascending
 */
export function quantileEdges(sorted: Float64Array, bins: number): Float64Array {
  const count = sorted.length;
  return Float64Array.from({ length: bins - 1 }, (_, index) => {
    const bin = index + 1;
    const start = Math.ceil((bin * count) / bins);
    const value = sorted[Math.min(start, count - 1)] as number;
    const first = firstAtLeast(sorted, value);
    const after = firstAbove(sorted, value);
    const ownBin = Math.floor((((first + after - 1) / 2) * bins) / count);
    if (ownBin >= bin) return value;
    return after < count ? (sorted[after] as number) : Number.POSITIVE_INFINITY;
  });
}

/** The bin of each value: how many edges it reaches. */
export function assignBins(values: Float64Array, edges: Float64Array): Uint8Array {
  const assigned = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    let bin = 0;
    // All edges are compared: a branch that ends the loop early costs more than it saves.
    for (let edge = 0; edge < edges.length; edge++) bin += Number(value >= (edges[edge] as number));
    assigned[row] = bin;
  }
  return assigned;
}

/** The mean of `column` over the rows of each bin, times `scale`; NaN for an empty bin. */
export function meanByBin(
  binOfRow: Uint8Array,
  bins: number,
  column: Float64Array,
  scale: number,
): Float64Array {
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  for (let row = 0; row < binOfRow.length; row++) {
    const bin = binOfRow[row] as number;
    sums[bin] = (sums[bin] as number) + (column[row] as number);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return sums.map((sum, bin) => (sum / (counts[bin] as number)) * scale);
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  return bisect(sorted, (candidate) => candidate >= value);
}

function firstAbove(sorted: Float64Array, value: number): number {
  return bisect(sorted, (candidate) => candidate > value);
}
