import { describe, expect, it } from 'vitest';
import { SeededRandom, splitMix64 } from './seeded-random.ts';

describe('SeededRandom', () => {
  it("is xoshiro128** (the second vector comes from the authors' code in C)", () => {
    const small = new SeededRandom([1, 2, 3, 4]);
    expect(Array.from({ length: 6 }, () => small.uint32())).toEqual([
      11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492,
    ]);
    const large = new SeededRandom([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0]);
    expect(Array.from({ length: 4 }, () => large.uint32())).toEqual([
      0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70,
    ]);
  });

  it('is seeded by splitmix64 (published vector for seed 1234567)', () => {
    expect(splitMix64(1_234_567, 3)).toEqual([
      6_457_827_717_110_365_317n,
      3_203_168_211_198_807_973n,
      9_817_491_932_198_370_423n,
    ]);
    const random = new SeededRandom(1);
    expect([random.uint32(), random.uint32()]).toEqual([1_695_105_466, 1_423_115_009]);
  });

  it('gives the same numbers for the same seed and others for another', () => {
    const draw = (seed: number): number[] => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 20 }, () => random.uniform());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(() => new SeededRandom(0.5)).toThrow('whole number');
  });

  it('draws uniformly from [0, 1)', () => {
    const random = new SeededRandom(1);
    const bins = new Float64Array(10);
    const count = 100_000;
    for (let index = 0; index < count; index++) {
      const drawn = random.uniform();
      expect(drawn >= 0 && drawn < 1).toBe(true);
      bins[Math.floor(drawn * 10)] = (bins[Math.floor(drawn * 10)] ?? 0) + 1;
    }
    const chiSquare = bins.reduce((sum, bin) => sum + (bin - count / 10) ** 2 / (count / 10), 0);
    // 9 degrees of freedom: exceeded with probability 0.001.
    expect(chiSquare).toBeLessThan(27.9);
  });

  it('draws whole numbers below a bound without bias, up to 2^32', () => {
    const random = new SeededRandom(2);
    const bound = 3 * 2 ** 30;
    let upper = 0;
    const count = 30_000;
    for (let index = 0; index < count; index++) {
      const drawn = random.below(bound);
      expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true);
      if (drawn >= 2 ** 31) upper++;
    }
    // A plain remainder would give 1/4 here instead of 1/3: over 30 standard deviations away.
    expect(Math.abs(upper / count - 1 / 3)).toBeLessThan(0.012);
    expect(random.below(1)).toBe(0);
    expect(random.below(2 ** 32)).toBeLessThan(2 ** 32);
    for (const bad of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN])
      expect(() => random.below(bad)).toThrow(RangeError);
  });

  it('fills a column with the draws that it gives one by one', () => {
    for (const bound of [1, 7, 524_289, 3 * 2 ** 30]) {
      const [one, many] = [new SeededRandom(3), new SeededRandom(3)];
      const column = new Uint32Array(500);
      many.fillBelow(column, bound);
      expect([...column]).toEqual(Array.from(column, () => one.below(bound)));
    }
    expect(() => new SeededRandom(3).fillBelow(new Uint32Array(1), 0)).toThrow(RangeError);
  });
});
