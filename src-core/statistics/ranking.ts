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
  const order = new Uint32Array(values.length);
  argsortStretch(values, 0, values.length, order);
  return order;
}

/** Ranks of `values` from 0 up, given their order as {@link argsort} finds it. */
export function ranksFromOrder(values: Float64Array, order: Uint32Array, method: RankMethod): Float64Array {
  const ranks = new Float64Array(values.length);
  assignRanks(values, order, values.length, method, ranks);
  return ranks;
}

/**
 * Ranks of a short stretch of `values`, without allocating: for statistics over many small chunks. Writes the first
 * `length` entries of `ranks`; `order` is scratch space of at least `length`. Quadratic in `length` at worst.
 */
export function rankStretch(
  values: Float64Array,
  start: number,
  length: number,
  method: RankMethod,
  order: Uint32Array,
  ranks: Float64Array,
): void {
  argsortStretch(values, start, length, order);
  assignRanks(values, order, length, method, ranks, start);
}

function assignRanks(
  values: Float64Array,
  order: Uint32Array,
  length: number,
  method: RankMethod,
  ranks: Float64Array,
  start = 0,
): void {
  if (method === 'ordinal') {
    for (let rank = 0; rank < length; rank++) ranks[order[rank] as number] = rank;
    return;
  }
  let first = 0;
  while (first < length) {
    const value = values[start + (order[first] as number)];
    let last = first;
    while (last + 1 < length && values[start + (order[last + 1] as number)] === value) last++;
    const shared = (first + last) / 2;
    for (let rank = first; rank <= last; rank++) ranks[order[rank] as number] = shared;
    first = last + 1;
  }
}

/** Stable insertion sort of positions relative to `start`. */
function argsortStretch(values: Float64Array, start: number, length: number, order: Uint32Array): void {
  for (let position = 0; position < length; position++) {
    const value = values[start + position] as number;
    let slot = position;
    while (slot > 0 && (values[start + (order[slot - 1] as number)] as number) > value) {
      order[slot] = order[slot - 1] as number;
      slot--;
    }
    order[slot] = position;
  }
}

/**
 * Sorts by the upper words of the keys, then puts right the short runs that these leave tied. Where a run is long, all
 * is sorted again from the lower words up, so that the time stays linear.
 */
function radixArgsort(values: Float64Array): Uint32Array {
  const { low, high } = sortKeys(values);
  const positions = new Uint32Array(values.length);
  for (let position = 0; position < positions.length; position++) positions[position] = position;
  const order = sortByWord(high, positions);
  return sortTiedRuns(low, high, order) ? order : sortByWord(high, sortByWord(low, positions));
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

/** The positions in `order`, stably sorted by their `keys`; a digit in which all keys agree is skipped. */
function sortByWord(keys: Uint32Array, order: Uint32Array): Uint32Array {
  const length = order.length;
  let sorted = order.slice();
  let words = new Uint32Array(length);
  for (let index = 0; index < length; index++) words[index] = keys[order[index] as number] as number;
  let nextSorted = new Uint32Array(length);
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
  return sorted;
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
 * Sorts, in place, each run of `order` with equal upper words by the lower ones. False, with `order` spoilt, when an
 * unsorted run is too long for insertion.
 */
function sortTiedRuns(low: Uint32Array, high: Uint32Array, order: Uint32Array): boolean {
  let runStart = 0;
  let previousHigh = high[order[0] as number] as number;
  for (let index = 1; index < order.length; index++) {
    const position = order[index] as number;
    const positionHigh = high[position] as number;
    if (positionHigh !== previousHigh) {
      previousHigh = positionHigh;
      runStart = index;
      continue;
    }
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
