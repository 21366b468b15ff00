/** The first index from which on the condition holds, their number where it never does; `sorted` is ascending. */
export function bisect(sorted: Float64Array, holds: (candidate: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
