import type { Ordering } from './ordering.ts';

/** How equal values are ranked: in order of position, or all with the mean of the ranks that they share. */
export type RankMethod = 'ordinal' | 'average';

/** The rank of each value from 0 up, by the position that it had before sorting. */
export function ranksOf({ values, positions }: Ordering, method: RankMethod): Float64Array {
  const ranks = new Float64Array(values.length);
  if (method === 'ordinal') {
    for (let rank = 0; rank < ranks.length; rank++) ranks[positions[rank] as number] = rank;
    return ranks;
  }
  for (let first = 0; first < ranks.length;) {
    const value = values[first];
    let next = first + 1;
    while (next < ranks.length && values[next] === value) next++;
    const shared = (first + next - 1) / 2;
    for (let rank = first; rank < next; rank++) ranks[positions[rank] as number] = shared;
    first = next;
  }
  return ranks;
}

/**
 * Ranks of a short stretch of `values`, from 0 up, without allocating: for statistics over many small chunks. Writes the
 * first `length` entries of `ranks`. Every pair is compared, without a branch: quadratic in `length`.
 */
export function rankStretch(
  values: Float64Array,
  start: number,
  length: number,
  method: RankMethod,
  ranks: Float64Array,
): void {
  const shareOfTie = method === 'average' ? 0.5 : 0;
  for (let index = 0; index < length; index++) ranks[index] = 0;
  for (let index = 0; index < length; index++) {
    const value = values[start + index] as number;
    let rank = ranks[index] as number;
    for (let later = index + 1; later < length; later++) {
      const other = values[start + later] as number;
      const above = Number(other < value) + shareOfTie * Number(other === value);
      rank += above;
      ranks[later] = (ranks[later] as number) + 1 - above;
    }
    ranks[index] = rank;
  }
}
