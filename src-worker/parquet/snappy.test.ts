import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src-core/numeric/seeded-random.ts';
import { decompressSnappy } from './snappy.ts';

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, byte) => Math.floor(value / 2 ** (8 * byte)) % 0x100);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}

/** Bytes as they are, with the length in the tag or, where it says so, in that many bytes after it. */
function literal(bytes: readonly number[], lengthBytes = bytes.length <= 60 ? 0 : 2): number[] {
  const length = bytes.length - 1;
  const head =
    lengthBytes === 0 ? [length << 2] : [(59 + lengthBytes) << 2, ...littleEndian(length, lengthBytes)];
  return [...head, ...bytes];
}

/** A copy from that far back, in one of the three forms. */
function copy(offset: number, length: number, form: 1 | 2 | 3): number[] {
  if (form === 1) return [1 | ((length - 4) << 2) | ((offset >> 8) << 5), offset & 0xff];
  return [form | ((length - 1) << 2), ...littleEndian(offset, form === 2 ? 2 : 4)];
}

function decompress(size: number, ...elements: readonly (readonly number[])[]): number[] {
  const target = new Uint8Array(size);
  decompressSnappy(Uint8Array.from([...varint(size), ...elements.flat()]), target);
  return [...target];
}

describe('decompressSnappy', () => {
  it('repeats what a copy makes itself', () => {
    expect(decompress(7, literal([5]), copy(1, 6, 2))).toEqual([5, 5, 5, 5, 5, 5, 5]);
    expect(decompress(9, literal([1, 2, 3]), copy(3, 6, 1))).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });

  it('takes literals whose length is apart, in up to four bytes', () => {
    const bytes = Array.from({ length: 300 }, (_, index) => index % 251);
    for (const lengthBytes of [2, 3, 4]) expect(decompress(300, literal(bytes, lengthBytes))).toEqual(bytes);
    expect(decompress(61, literal(bytes.slice(0, 61), 1))).toEqual(bytes.slice(0, 61));
  });

  it('takes nothing', () => {
    expect(decompress(0)).toEqual([]);
  });

  it('takes any mixture of literals and copies, and refuses it when it is cut short', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 300; round++) {
      const elements: number[][] = [];
      const expected: number[] = [];
      for (let count = 1 + random.below(40); count > 0; count--) {
        if (expected.length === 0 || random.below(2) === 0) {
          const bytes = Array.from({ length: 1 + random.below(random.below(8) === 0 ? 200 : 20) }, () =>
            random.below(256),
          );
          elements.push(literal(bytes));
          expected.push(...bytes);
          continue;
        }
        const form = ([1, 2, 3] as const)[random.below(3)] ?? 2;
        const offset = 1 + random.below(Math.min(expected.length, form === 1 ? 2047 : 60_000));
        const length = form === 1 ? 4 + random.below(8) : 1 + random.below(64);
        elements.push(copy(offset, length, form));
        for (let byte = 0; byte < length; byte++) expected.push(expected[expected.length - offset] as number);
      }
      expect(decompress(expected.length, ...elements)).toEqual(expected);
      const block = Uint8Array.from([...varint(expected.length), ...elements.flat()]);
      for (let length = 0; length < block.length; length += 1 + random.below(20)) {
        const target = new Uint8Array(expected.length);
        expect(() => decompressSnappy(block.subarray(0, length), target)).toThrow(RangeError);
      }
    }
  });

  it.each([
    ['a copy from before the beginning', [8, ...literal([1]), ...copy(2, 7, 2)]],
    ['a copy from nowhere', [8, ...literal([1]), ...copy(0, 7, 2)]],
    ['a copy beyond the end', [8, ...literal([1]), ...copy(1, 8, 2)]],
    ['a literal beyond the end', [2, ...literal([1, 2, 3])]],
    ['a literal longer than memory', [8, 63 << 2, 255, 255, 255, 255, 1]],
    ['another length', [9, ...literal([1, 2, 3, 4, 5, 6, 7, 8])]],
    ['a length without end', [255, 255, 255, 255, 255, 255]],
  ])('refuses %s', (_, block) => {
    expect(() => decompressSnappy(Uint8Array.from(block), new Uint8Array(block[0] as number))).toThrow(
      RangeError,
    );
  });
});
