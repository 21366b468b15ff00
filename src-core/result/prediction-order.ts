import { bisect } from '../statistics/bisect.ts';
import { sortWithPositions } from '../statistics/ordering.ts';

/** A column of codes, and the one that a row must have. */
export interface CodeFilter {
  readonly codes: Uint16Array;
  readonly wanted: number;
}

export interface RowSelection {
  readonly length: number;
  readonly codes: readonly CodeFilter[];
  /** Limits the times, which ascend; both ends belong to the span. */
  readonly span?: { readonly ts: Float64Array; readonly from: number; readonly to: number };
}

/** The rows that pass every filter, in their order. */
export function selectRows({ length, codes, span }: RowSelection): Uint32Array {
  const start = span === undefined ? 0 : bisect(span.ts, (ts) => ts >= span.from);
  const end =
    span === undefined
      ? length
      : Math.max(
          start,
          bisect(span.ts, (ts) => ts > span.to),
        );
  const rows = new Uint32Array(end - start);
  let count = rows.length;
  for (let index = 0; index < count; index++) rows[index] = start + index;
  for (const filter of codes) {
    let passed = 0;
    for (let index = 0; index < count; index++) {
      const row = rows[index] as number;
      if (filter.codes[row] === filter.wanted) rows[passed++] = row;
    }
    count = passed;
  }
  return rows.slice(0, count);
}

/** Rows sorted by a column; equal ones keep their order, and those without a value come last either way. */
export function sortRows(rows: Uint32Array, column: Float64Array, descending: boolean): Uint32Array {
  const sorted = new Uint32Array(rows.length);
  const present = new Uint32Array(rows.length);
  const keys = new Float64Array(rows.length);
  let withValue = 0;
  let last = rows.length;
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index] as number;
    if (Number.isNaN(column[row])) sorted[--last] = row;
  }
  for (const row of rows) {
    const value = column[row] as number;
    if (Number.isNaN(value)) continue;
    present[withValue] = row;
    keys[withValue++] = descending ? -value : value;
  }
  const { positions } = sortWithPositions(keys.subarray(0, withValue));
  for (let rank = 0; rank < withValue; rank++) sorted[rank] = present[positions[rank] as number] as number;
  return sorted;
}

/**
 * The `limit` rows whose values are largest by size, in their order; of equal ones the first, and rows without a value
 * only when there is room.
 */
export function largestRows(rows: Uint32Array, column: Float64Array, limit: number): Uint32Array {
  if (rows.length <= limit) return rows;
  const sizes = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const size = Math.abs(column[rows[index] as number] as number);
    sizes[index] = Number.isNaN(size) ? -1 : size;
  }
  // A heap with the least of those kept so far on top: nearly every row is refused after one comparison.
  const heap = Uint32Array.from({ length: limit }, (_, index) => index);
  const isLess = (left: number, right: number): boolean => {
    const difference = (sizes[left] as number) - (sizes[right] as number);
    return difference < 0 || (difference === 0 && left > right);
  };
  const sink = (from: number): void => {
    let at = from;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < limit && isLess(heap[child] as number, heap[least] as number)) least = child;
      }
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least] as number, heap[at] as number];
      at = least;
    }
  };
  for (let at = (limit >>> 1) - 1; at >= 0; at--) sink(at);
  for (let index = limit; index < rows.length; index++) {
    if ((sizes[index] as number) <= (sizes[heap[0] as number] as number)) continue;
    heap[0] = index;
    sink(0);
  }
  return heap.sort().map((index) => rows[index] as number);
}
