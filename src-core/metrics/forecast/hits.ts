import type { SignalPairs } from './prediction-sample.ts';

/** 1 where signal and return have the same sign, sign(0) = +1 for both (contract section 2.7), else 0. */
export function hits(pairs: SignalPairs): Float64Array {
  const column = new Float64Array(pairs.length);
  for (let row = 0; row < pairs.length; row++) {
    const agrees = (pairs.signal[row] as number) >= 0 === (pairs.actualReturn[row] as number) >= 0;
    column[row] = agrees ? 1 : 0;
  }
  return column;
}
