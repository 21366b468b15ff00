import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src-core/numeric/seeded-random.ts';
import { decodeRuns } from './runs.ts';

/** Numbers one after the other, the lowest bit first, in groups of eight. */
function packed(numbers: readonly number[], width: number): number[] {
  const groups = Math.ceil(numbers.length / 8);
  const bytes = Array.from({ length: groups * width }, () => 0);
  numbers.forEach((number, index) => {
    for (let bit = 0; bit < width; bit++) {
      const at = index * width + bit;
      if ((number >> bit) & 1) bytes[at >> 3] = (bytes[at >> 3] as number) | (1 << (at & 7));
    }
  });
  return [...varint(2 * groups + 1), ...bytes];
}

function repeated(number: number, count: number, width: number): number[] {
  const bytes = Array.from({ length: Math.ceil(width / 8) }, (_, byte) => (number >> (8 * byte)) & 0xff);
  return [...varint(2 * count), ...bytes];
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}

function decode(bytes: readonly number[], width: number, count: number): number[] {
  const target = new Uint32Array(count);
  decodeRuns(Uint8Array.from(bytes), width, target);
  return [...target];
}

describe('decodeRuns', () => {
  it('takes runs and packed numbers of every width, in turn', () => {
    const random = new SeededRandom(5);
    for (let width = 0; width <= 24; width++) {
      const bytes: number[] = [];
      const expected: number[] = [];
      for (let part = 0; part < 20; part++) {
        if (random.below(2) === 0) {
          const number = random.below(2 ** width);
          const count = 1 + random.below(300);
          bytes.push(...repeated(number, count, width));
          for (let index = 0; index < count; index++) expected.push(number);
        } else {
          const numbers = Array.from({ length: 8 * (1 + random.below(20)) }, () => random.below(2 ** width));
          bytes.push(...packed(numbers, width));
          expected.push(...numbers);
        }
      }
      expect(decode(bytes, width, expected.length)).toEqual(expected);
      // The last group may hold more than is asked for.
      expect(decode(bytes, width, expected.length - 3)).toEqual(expected.slice(0, -3));
    }
  });

  it('refuses what ends too early, and numbers that are too wide', () => {
    expect(() => decode(repeated(3, 5, 8), 8, 6)).toThrow(RangeError);
    expect(() => decode(packed([1, 2, 3], 4).slice(0, -1), 4, 3)).toThrow(RangeError);
    expect(() => decode([], 1, 1)).toThrow(RangeError);
    expect(() => decode(repeated(2, 5, 1), 1, 5)).toThrow(RangeError);
    expect(() => decode(repeated(1, 5, 32), 32, 5)).toThrow(RangeError);
  });
});
