const twoTo32 = 2 ** 32;
const mask64 = (1n << 64n) - 1n;

/** The four 32-bit words that xoshiro128** runs on; not all zero. */
export type RandomState = readonly [number, number, number, number];

/**
 * Reproducible random numbers: xoshiro128** 1.1 (Blackman and Vigna, 2018), period 2^128 - 1. Not for secrets. The same
 * seed gives the same numbers on every platform.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed a whole number of up to 53 bits, or a state to start from */
  constructor(seed: number | RandomState) {
    const [a, b, c, d] = typeof seed === 'number' ? stateFromSeed(seed) : seed;
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = d | 0;
  }

  /** A whole number from 0 to 2^32 - 1, each as likely. */
  uint32(): number {
    const times5 = Math.imul(this.#b, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** A multiple of 2^-53 in [0, 1), each as likely. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /**
   * A whole number from 0 to `bound` - 1, each exactly as likely: draws from the incomplete last stretch of `bound`
   * values are thrown away.
   *
   * @param bound a whole number from 1 to 2^32
   */
  below(bound: number): number {
    return this.#below(bound, largestMultiple(bound));
  }

  /** Fills `target` with as many draws of {@link below}, in less time. */
  fillBelow(target: Uint32Array, bound: number): void {
    const limit = largestMultiple(bound);
    for (let index = 0; index < target.length; index++) target[index] = this.#below(bound, limit);
  }

  #below(bound: number, limit: number): number {
    let drawn = this.uint32();
    while (drawn >= limit) drawn = this.uint32();
    // Division and floor are exact below 2^53, and many times faster than % on numbers beyond 31 bits.
    return drawn - Math.floor(drawn / bound) * bound;
  }
}

/** The largest multiple of a bound within 2^32. */
function largestMultiple(bound: number): number {
  if (!(Number.isInteger(bound) && bound >= 1 && bound <= twoTo32)) {
    throw new RangeError(`A bound must be a whole number from 1 to 2^32, not ${bound}.`);
  }
  return Math.floor(twoTo32 / bound) * bound;
}

/** Two outputs of splitmix64, cut into words, as the authors of xoshiro advise. Never all zero. */
function stateFromSeed(seed: number): RandomState {
  const [first, second] = splitMix64(seed, 2) as [bigint, bigint];
  const word = (value: bigint, shift: bigint): number => Number((value >> shift) & 0xffff_ffffn);
  return [word(first, 0n), word(first, 32n), word(second, 0n), word(second, 32n)];
}

/** The first `count` outputs of splitmix64 (Steele, Lea and Flood, 2014), unsigned. */
export function splitMix64(seed: number, count: number): bigint[] {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed must be a whole number, not ${seed}.`);
  let state = BigInt(seed) & mask64;
  return Array.from({ length: count }, () => {
    state = (state + 0x9e37_79b9_7f4a_7c15n) & mask64;
    let mixed = state;
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & mask64;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d0_49bb_1331_11ebn) & mask64;
    return mixed ^ (mixed >> 31n);
  });
}
