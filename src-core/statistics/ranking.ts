/** How equal values are ranked: in order of position, or all with the mean of the ranks that they share. */
export type RankMethod = 'ordinal' | 'average';

/** Up to here insertion beats the set-up of radix sorting. */
const insertionLimit = 96;

const digitBits = 11;
const digitValues = 1 << digitBits;
const digitMask = digitValues - 1;
const digitsPerWord = 3;

/**
 * Positions of `values` in ascending order of value; equal values, and -0 with 0, keep their order. O(n): a radix sort
 * on the bits of the doubles. `values` must hold no NaN.
 */
export function argsort(values: Float64Array): Uint32Array {
  if (values.length > insertionLimit) return radixArgsort(values);
  const scratch = stretchScratch(values.length);
  argsortStretch(values, 0, values.length, scratch);
  return scratch.order;
}

/** Ranks of `values` from 0 up, given their order as {@link argsort} finds it. */
export function ranksFromOrder(values: Float64Array, order: Uint32Array, method: RankMethod): Float64Array {
  const ranks = new Float64Array(values.length);
  const sorted = new Float64Array(values.length);
  for (let rank = 0; rank < sorted.length; rank++) sorted[rank] = values[order[rank] as number] as number;
  assignRanks({ order, sorted }, values.length, method, ranks);
  return ranks;
}

/** Room for sorting a short stretch: positions in order, and their values. */
export interface StretchScratch {
  readonly order: Uint32Array;
  readonly sorted: Float64Array;
}

export function stretchScratch(length: number): StretchScratch {
  return { order: new Uint32Array(length), sorted: new Float64Array(length) };
}

/**
 * Ranks of a short stretch of `values`, without allocating: for statistics over many small chunks. Writes the first
 * `length` entries of `ranks`; `scratch` has room for at least `length`. Quadratic in `length` at worst.
 */
export function rankStretch(
  values: Float64Array,
  start: number,
  length: number,
  method: RankMethod,
  scratch: StretchScratch,
  ranks: Float64Array,
): void {
  argsortStretch(values, start, length, scratch);
  assignRanks(scratch, length, method, ranks);
}

/** Values that are equal stand side by side in `sorted`. */
function assignRanks(
  { order, sorted }: StretchScratch,
  length: number,
  method: RankMethod,
  ranks: Float64Array,
): void {
  if (method === 'ordinal') {
    for (let rank = 0; rank < length; rank++) ranks[order[rank] as number] = rank;
    return;
  }
  let first = 0;
  while (first < length) {
    const value = sorted[first];
    let last = first;
    while (last + 1 < length && sorted[last + 1] === value) last++;
    const shared = (first + last) / 2;
    for (let rank = first; rank <= last; rank++) ranks[order[rank] as number] = shared;
    first = last + 1;
  }
}

/** Stable insertion sort of positions relative to `start`. */
function argsortStretch(
  values: Float64Array,
  start: number,
  length: number,
  { order, sorted }: StretchScratch,
): void {
  for (let position = 0; position < length; position++) {
    const value = values[start + position] as number;
    let slot = position;
    while (slot > 0 && (sorted[slot - 1] as number) > value) {
      sorted[slot] = sorted[slot - 1] as number;
      order[slot] = order[slot - 1] as number;
      slot--;
    }
    sorted[slot] = value;
    order[slot] = position;
  }
}

/**
 * Sorts by the upper words of the keys, then puts right the short runs that these leave tied. Where a run is long, all
 * is sorted again from the lower words up, so that the time stays linear.
 */
function radixArgsort(values: Float64Array): Uint32Array {
  const { low, high } = sortKeys(values);
  const byHigh = sortByWord(high, positionsOf(values));
  if (sortTiedRuns(low, byHigh)) return byHigh.order;
  return sortByWord(high, sortByWord(low, positionsOf(values)).order).order;
}

function positionsOf(values: Float64Array): Uint32Array {
  const positions = new Uint32Array(values.length);
  for (let position = 0; position < positions.length; position++) positions[position] = position;
  return positions;
}

/** Unsigned keys, in two words, that compare as the doubles do: all bits flipped below zero, else the sign alone. */
function sortKeys(values: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  const bits = new DataView(new ArrayBuffer(8));
  for (let index = 0; index < values.length; index++) {
    // Adding 0 turns -0 into 0.
    bits.setFloat64(0, (values[index] as number) + 0);
    const upper = bits.getInt32(0);
    const flip = upper >> 31;
    high[index] = upper ^ (flip | 0x8000_0000);
    low[index] = bits.getInt32(4) ^ flip;
  }
  return { low, high };
}

/** Positions in the order of their keys, and the keys in that order. */
interface SortedKeys {
  readonly order: Uint32Array;
  readonly words: Uint32Array;
}

/** Sorts positions stably by their `keys`; a digit in which all keys agree is skipped. `positions` is used up. */
function sortByWord(keys: Uint32Array, positions: Uint32Array): SortedKeys {
  const length = positions.length;
  let sorted: Uint32Array = positions;
  let words = new Uint32Array(length);
  for (let index = 0; index < length; index++) words[index] = keys[positions[index] as number] as number;
  let nextSorted: Uint32Array = new Uint32Array(length);
  let nextWords = new Uint32Array(length);
  const counts = countDigits(words);
  for (let digit = 0; digit < digitsPerWord; digit++) {
    const offsets = counts.subarray(digit * digitValues, (digit + 1) * digitValues);
    if (!turnIntoOffsets(offsets, length)) continue;
    const shift = digit * digitBits;
    for (let index = 0; index < length; index++) {
      const word = words[index] as number;
      const bucket = (word >>> shift) & digitMask;
      const target = offsets[bucket] as number;
      offsets[bucket] = target + 1;
      nextSorted[target] = sorted[index] as number;
      nextWords[target] = word;
    }
    [sorted, nextSorted] = [nextSorted, sorted];
    [words, nextWords] = [nextWords, words];
  }
  return { order: sorted, words };
}

/** How often each value of each digit occurs, one digit after the other. */
function countDigits(words: Uint32Array): Uint32Array {
  const counts = new Uint32Array(digitsPerWord * digitValues);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as number;
    (counts[word & digitMask] as number)++;
    (counts[digitValues + ((word >>> digitBits) & digitMask)] as number)++;
    (counts[2 * digitValues + (word >>> (2 * digitBits))] as number)++;
  }
  return counts;
}

/** Turns counts into starting offsets; false when one bucket holds everything, so that there is nothing to sort by. */
function turnIntoOffsets(counts: Uint32Array, total: number): boolean {
  let offset = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] as number;
    if (count === total) return false;
    counts[bucket] = offset;
    offset += count;
  }
  return true;
}

/**
 * Sorts, in place, each run of positions with equal upper words by the lower ones. False, with the order spoilt, when an
 * unsorted run is too long for insertion.
 */
function sortTiedRuns(low: Uint32Array, { order, words }: SortedKeys): boolean {
  let runStart = 0;
  for (let index = 1; index < order.length; index++) {
    if (words[index] !== words[index - 1]) {
      runStart = index;
      continue;
    }
    const position = order[index] as number;
    const key = low[position] as number;
    let slot = index;
    while (slot > runStart && (low[order[slot - 1] as number] as number) > key) {
      order[slot] = order[slot - 1] as number;
      slot--;
    }
    if (slot < index) {
      if (index - runStart > insertionLimit) return false;
      order[slot] = position;
    }
  }
  return true;
}
