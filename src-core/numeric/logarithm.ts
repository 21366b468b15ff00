import { highWord, withHighWord } from './binary64.ts';

/** ln 2 as a sum of two doubles; the first ends in 32 zero bits, so that its product with an exponent is exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const smallestNormal = 2 ** -1022;
const twoTo54 = 2 ** 54;

/**
 * The natural logarithm, from additions, multiplications and divisions alone, so that it has the same bits on every
 * version of V8, where `Math.log` differs in the last place. Within 1 ulp of the exact value.
 *
 * The argument is 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2). With s = f / (2 + f),
 * ln(1 + f) = 2 artanh(s) = f - f²/2 + s (f²/2 + R), where R = 2s²/3 + 2s⁴/5 + … (the arrangement of fdlibm's e_log.c,
 * which keeps f exact; here R is the plain series, |s| < 0.172).
 *
 * @returns NaN below zero, -Infinity at zero
 */
export function logarithm(value: number): number {
  if (Number.isNaN(value) || value < 0) return Number.NaN;
  if (value === 0) return Number.NEGATIVE_INFINITY;
  if (value === Number.POSITIVE_INFINITY) return value;

  let exponent = 0;
  let significand = value;
  if (value < smallestNormal) {
    significand *= twoTo54;
    exponent = -54;
  }
  const high = highWord(significand);
  const fraction = high & 0xfffff;
  // 0x6a09e is the fraction of sqrt(2): from there up, halve, so that 1 + f stays around 1.
  const halved = fraction >= 0x6a09e ? 1 : 0;
  exponent += (high >> 20) - 1023 + halved;
  const f = withHighWord(significand, fraction | (halved === 1 ? 0x3fe00000 : 0x3ff00000)) - 1;

  const s = f / (2 + f);
  const z = s * s;
  const rest =
    z *
    (2 / 3 +
      z *
        (2 / 5 +
          z *
            (2 / 7 +
              z *
                (2 / 9 +
                  z * (2 / 11 + z * (2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21))))))))));
  const halfSquare = 0.5 * f * f;
  return exponent * ln2High - (halfSquare - (s * (halfSquare + rest) + exponent * ln2Low) - f);
}
