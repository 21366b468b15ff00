import { exponential } from './exponential.ts';

/** Coefficients of x^(2n) in erf(x) / x: 2 (-1)^n / (sqrt(pi) n! (2n+1)), enough for |x| < 1. */
const seriesCoefficients = maclaurinCoefficients(20);

/**
 * Chebyshev coefficients of (1 + 2x) e^(x²) erfc(x) in t = (x - 3.75) / (x + 3.75), which maps all x >= 0 to [-1, 1]
 * (the form of Shepherd and Laframboise, Mathematics of Computation 36, 1981; computed here to 50 digits by
 * interpolation at 60 Chebyshev nodes).
 */
const tailCoefficients = [
  1.1775789345674017541, -0.0045900545806464773309, -0.084249133366517915584, 0.059209939998191890498,
  -0.026658668435305752277, 0.0090749976707052650939, -0.0024131635404176081909, 0.00049077583652580863229,
  -0.000069169733025012063671, 4.1390279860730101675e-6, 7.7403830661984906686e-7, -2.1886401049234395661e-7,
  1.0764999465670910377e-8, 4.5219598112182868979e-9, -7.7544002088313511065e-10, -6.3180883408866844944e-11,
  2.8687950109306698981e-11, 1.945586854577734723e-13, -9.6546967484334389059e-13, 3.2525481481487398415e-14,
  3.3478119482868053878e-14, -1.8645628804193131015e-15, -1.2507950530688647085e-15,
  7.4182352566240434627e-17, 5.0681489047961113164e-17,
];

/**
 * The error function erf(x) = 2/sqrt(pi) times the integral of e^(-t²) from 0 to x; relative error below 1e-15.
 * 2 Phi(z) - 1 = erf(z / sqrt(2)) for the standard normal distribution Phi.
 */
export function errorFunction(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude >= 1)) return x * horner(seriesCoefficients, x * x);
  const value = magnitude > 6 ? 1 : 1 - upperTail(magnitude);
  return x < 0 ? -value : value;
}

/** 1 - erf(x) without cancellation in the upper tail; relative error below 2e-15 down to the smallest normal number. */
export function complementaryErrorFunction(x: number): number {
  if (x < 0) return 1 + errorFunction(-x);
  return x < 0.5 ? 1 - errorFunction(x) : upperTail(x);
}

/** erfc(x) for x from 0.5 up. */
function upperTail(x: number): number {
  if (x > 27) return 0;
  const t = (x - 3.75) / (x + 3.75);
  return (exponentialOfNegativeSquare(x) * chebyshev(tailCoefficients, t)) / (1 + 2 * x);
}

/** e^(-x²), with the rounding error of x² carried along: it would cost x² ulps in the tail. */
function exponentialOfNegativeSquare(x: number): number {
  const scaled = 134_217_729 * x;
  const high = scaled - (scaled - x);
  const low = x - high;
  const square = x * x;
  const error = high * high - square + 2 * high * low + low * low;
  return exponential(-square) * (1 - error);
}

/** Sum of c_n T_n(t) by Clenshaw's recurrence. */
function chebyshev(coefficients: readonly number[], t: number): number {
  let next = 0;
  let afterNext = 0;
  for (let index = coefficients.length - 1; index > 0; index--) {
    const current = 2 * t * next - afterNext + (coefficients[index] as number);
    afterNext = next;
    next = current;
  }
  return t * next - afterNext + (coefficients[0] as number);
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let index = coefficients.length - 1; index >= 0; index--) {
    sum = sum * x + (coefficients[index] as number);
  }
  return sum;
}

function maclaurinCoefficients(count: number): number[] {
  const coefficients: number[] = [];
  let factor = 2 / Math.sqrt(Math.PI);
  for (let n = 0; n < count; n++) {
    coefficients.push(factor / (2 * n + 1));
    factor /= -(n + 1);
  }
  return coefficients;
}
