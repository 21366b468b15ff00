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
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const byUpper = sortByKeys(upperKeys(words), positionsOf(values));
  if (sortTiedRuns(values, byUpper)) return byUpper.order;
  const byLower = sortByKeys(lowerKeys(words), positionsOf(values));
  return sortByKeys(gather(upperKeys(words), byLower.order), byLower.order).order;
}

function positionsOf(values: Float64Array): Uint32Array {
  const positions = new Uint32Array(values.length);
  for (let position = 0; position < positions.length; position++) positions[position] = position;
  return positions;
}

function gather(keys: Uint32Array, order: Uint32Array): Uint32Array {
  const gathered = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index++) gathered[index] = keys[order[index] as number] as number;
  return gathered;
}

/**
 * Unsigned keys that compare as the upper halves of the doubles do: all bits flipped below zero, else the sign alone.
 *
 * @param words the doubles, the lower half of each first, as every processor has them that Node runs on
 */
function upperKeys(words: Uint32Array): Uint32Array {
  const keys = new Uint32Array(words.length / 2);
  for (let index = 0; index < keys.length; index++) {
    const upper = upperWord(words, index);
    keys[index] = upper ^ ((upper >> 31) | 0x8000_0000);
  }
  return keys;
}

function lowerKeys(words: Uint32Array): Uint32Array {
  const keys = new Uint32Array(words.length / 2);
  for (let index = 0; index < keys.length; index++) {
    keys[index] = (words[2 * index] as number) ^ (upperWord(words, index) >> 31);
  }
  return keys;
}

/** With its sign; -0 counts as 0. */
function upperWord(words: Uint32Array, index: number): number {
  const upper = words[2 * index + 1] as number;
  return upper === 0x8000_0000 && words[2 * index] === 0 ? 0 : upper | 0;
}

/** Positions in the order of their keys, and the keys in that order. */
interface SortedKeys {
  readonly order: Uint32Array;
  readonly keys: Uint32Array;
}

/** Sorts keys, each with the position beside it, stably; a digit in which all agree is skipped. Both are used up. */
function sortByKeys(keys: Uint32Array, positions: Uint32Array): SortedKeys {
  const { length } = keys;
  let sortedKeys: Uint32Array = keys;
  let order: Uint32Array = positions;
  let nextKeys: Uint32Array = new Uint32Array(length);
  let nextOrder: Uint32Array = new Uint32Array(length);
  const counts = countDigits(keys);
  for (let digit = 0; digit < digitsPerWord; digit++) {
    const offsets = counts.subarray(digit * digitValues, (digit + 1) * digitValues);
    if (!turnIntoOffsets(offsets, length)) continue;
    const shift = digit * digitBits;
    for (let index = 0; index < length; index++) {
      const key = sortedKeys[index] as number;
      const bucket = (key >>> shift) & digitMask;
      const target = offsets[bucket] as number;
      offsets[bucket] = target + 1;
      nextKeys[target] = key;
      nextOrder[target] = order[index] as number;
    }
    [sortedKeys, nextKeys] = [nextKeys, sortedKeys];
    [order, nextOrder] = [nextOrder, order];
  }
  return { order, keys: sortedKeys };
}

/** How often each value of each digit occurs, one digit after the other. */
function countDigits(keys: Uint32Array): Uint32Array {
  const counts = new Uint32Array(digitsPerWord * digitValues);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as number;
    (counts[key & digitMask] as number)++;
    (counts[digitValues + ((key >>> digitBits) & digitMask)] as number)++;
    (counts[2 * digitValues + (key >>> (2 * digitBits))] as number)++;
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
 * Sorts, in place, each run of positions with equal keys by their values. False, with the order spoilt, when an unsorted
 * run is too long for insertion.
 */
function sortTiedRuns(values: Float64Array, { order, keys }: SortedKeys): boolean {
  let runStart = 0;
  for (let index = 1; index < order.length; index++) {
    if (keys[index] !== keys[index - 1]) {
      runStart = index;
      continue;
    }
    const position = order[index] as number;
    const value = values[position] as number;
    let slot = index;
    while (slot > runStart && (values[order[slot - 1] as number] as number) > value) {
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
