import { powerOfTwo } from './binary64.ts';

/** ln 2 as a sum of two doubles; the first ends in 32 zero bits, so that its product with an exponent is exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const inverseLn2 = 1.4426950408889634;

const overflowsAbove = 709.782712893384;
const vanishesBelow = -745.1332191019412;

/**
 * The exponential function, from additions, multiplications and divisions alone, so that it has the same bits on every
 * version of V8, where `Math.exp` differs in the last place. Within 1 ulp of the exact value (of the spacing of
 * subnormal numbers where the result is one).
 *
 * The argument is k ln 2 + r with |r| at most half of ln 2. With c = r - (r²/6 - r⁴/360 + r⁶/15120 - …), the expansion
 * of r coth(r/2) by Bernoulli numbers, e^r = 1 + r + r c / (2 - c) (the arrangement of fdlibm's e_exp.c; here c is the
 * plain series).
 */
export function exponential(value: number): number {
  if (Number.isNaN(value)) return value;
  if (value > overflowsAbove) return Number.POSITIVE_INFINITY;
  if (value < vanishesBelow) return 0;

  const k = Math.floor(value * inverseLn2 + 0.5);
  const high = value - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const z = r * r;
  const c =
    r -
    z *
      (1 / 6 +
        z *
          (-1 / 360 +
            z *
              (1 / 15_120 +
                z *
                  (-1 / 604_800 +
                    z * (1 / 23_950_080 + z * (-691 / 653_837_184_000 + z * (1 / 37_362_124_800)))))));
  const power = 1 - (low - (r * c) / (2 - c) - high);
  // Two steps keep each factor a normal number where the result overflows or is subnormal.
  if (k > 1023) return power * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1022) return power * powerOfTwo(k + 100) * powerOfTwo(-100);
  return power * powerOfTwo(k);
}
