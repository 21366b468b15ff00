/** Values in ascending order, and the position that each of them had before. */
export interface Ordering {
  readonly values: Float64Array;
  readonly positions: Uint32Array;
}

/** Up to here insertion beats the set-up of radix sorting. */
const insertionLimit = 96;
/** Steps of insertion for each value that take as long as sorting by the lower words would. */
const mostSteps = 32;

const digitBits = 11;
const digitValues = 1 << digitBits;
const digitMask = digitValues - 1;
const digitsPerWord = 3;

/**
 * Sorts a column; equal values, and -0 with 0, keep their order (-0 comes out as 0). O(n): a radix sort on the bits of
 * the doubles, by their upper words, then by insertion where these leave ties. Where there are many of those, all is
 * sorted again from the lower words up. `values` must hold no NaN, and stays as it is.
 */
export function sortWithPositions(values: Float64Array): Ordering {
  if (values.length <= insertionLimit) {
    const short = unsorted(values);
    sortByInsertion(short, Number.POSITIVE_INFINITY);
    return short;
  }
  const byUpper = sortByKey(unsorted(values), upperKey);
  if (sortByInsertion(byUpper, mostSteps * values.length)) return byUpper;
  return sortByKey(sortByKey(unsorted(values), lowerKey), upperKey);
}

function unsorted(values: Float64Array): Ordering {
  const copy = new Float64Array(values.length);
  const positions = new Uint32Array(values.length);
  for (let position = 0; position < positions.length; position++) {
    // Adding 0 turns -0 into 0.
    copy[position] = (values[position] as number) + 0;
    positions[position] = position;
  }
  return { values: copy, positions };
}

/** Of the double at `index`, whose lower word comes first, as on every processor that Node runs on. */
type KeyOf = (words: Uint32Array, index: number) => number;

/** An unsigned number that compares as the upper words of doubles do: all bits flipped below zero, else the sign alone. */
function upperKey(words: Uint32Array, index: number): number {
  const upper = (words[2 * index + 1] as number) | 0;
  return (upper ^ ((upper >> 31) | 0x8000_0000)) >>> 0;
}

/** The same for the lower words of doubles whose upper ones are equal. */
function lowerKey(words: Uint32Array, index: number): number {
  return ((words[2 * index] as number) ^ ((words[2 * index + 1] as number) >> 31)) >>> 0;
}

/** Sorts by a key, stably; a digit in which all agree is skipped. What is given is used up. */
function sortByKey(ordering: Ordering, keyOf: KeyOf): Ordering {
  const { length } = ordering.values;
  let from = ordering;
  let to: Ordering = { values: new Float64Array(length), positions: new Uint32Array(length) };
  const counts = countDigits(wordsOf(from.values), keyOf);
  for (let digit = 0; digit < digitsPerWord; digit++) {
    const offsets = counts.subarray(digit * digitValues, (digit + 1) * digitValues);
    if (!turnIntoOffsets(offsets, length)) continue;
    deal(from, to, offsets, keyOf, digit * digitBits);
    [from, to] = [to, from];
  }
  return from;
}

/** How often each value of each digit occurs, one digit after the other. */
function countDigits(words: Uint32Array, keyOf: KeyOf): Uint32Array {
  const counts = new Uint32Array(digitsPerWord * digitValues);
  for (let index = 0; index < words.length / 2; index++) {
    const key = keyOf(words, index);
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

/** Puts each value where its digit, `shift` bits up, has its next place. */
function deal(from: Ordering, to: Ordering, offsets: Uint32Array, keyOf: KeyOf, shift: number): void {
  const { values, positions } = from;
  const words = wordsOf(values);
  for (let index = 0; index < values.length; index++) {
    const bucket = (keyOf(words, index) >>> shift) & digitMask;
    const target = offsets[bucket] as number;
    offsets[bucket] = target + 1;
    to.values[target] = values[index] as number;
    to.positions[target] = positions[index] as number;
  }
}

function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}

/** Sorts in place, stably. False, with the order spoilt, when it takes more steps than that. */
function sortByInsertion({ values, positions }: Ordering, steps: number): boolean {
  let left = steps;
  for (let index = 1; index < values.length; index++) {
    const value = values[index] as number;
    const position = positions[index] as number;
    let slot = index;
    while (slot > 0 && (values[slot - 1] as number) > value) {
      values[slot] = values[slot - 1] as number;
      positions[slot] = positions[slot - 1] as number;
      slot--;
    }
    if (slot === index) continue;
    values[slot] = value;
    positions[slot] = position;
    left -= index - slot;
    if (left < 0) return false;
  }
  return true;
}
