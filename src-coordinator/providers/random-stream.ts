import { createHash } from 'node:crypto';
import { logarithm } from '../../src-core/numeric/logarithm.ts';

/**
 * A stream of random numbers that is fixed by its key alone, the same on every machine and version of V8: the state of
 * a small fast counting generator (sfc32, by C. Doty-Humphrey) taken from the SHA-256 of the key.
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;
  #spare: number | undefined;

  constructor(key: string) {
    const digest = createHash('sha256').update(key).digest();
    this.#a = digest.readInt32LE(0);
    this.#b = digest.readInt32LE(4);
    this.#c = digest.readInt32LE(8);
    this.#counter = digest.readInt32LE(12);
  }

  /** A number between 0 and 1, both excluded. */
  uniform(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) / 2 ** 32;
  }

  /** A standard normal number (Marsaglia's polar method). */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * logarithm(square)) / square);
      this.#spare = y * scale;
      return x * scale;
    }
  }
}
