import type { SignalPairs } from './prediction-sample.ts';

/** Returns of following the sign of the signal, sign(0) = +1 (contract section 2.7); plain ratios. */
export function signedReturns(pairs: SignalPairs): Float64Array {
  const returns = new Float64Array(pairs.length);
  for (let row = 0; row < pairs.length; row++) {
    const actual = pairs.actualReturn[row] as number;
    returns[row] = (pairs.signal[row] as number) >= 0 ? actual : -actual;
  }
  return returns;
}
