import type { SignalScoring } from './scoring-function.ts';

/** +1 when signal and return have the same sign, or the signal is 0; else -1 (the public fallback, contract 2.6). */
export const directional: SignalScoring = {
  name: 'directional',
  scoreSignal(signal, actualReturn) {
    // The global NaN: with Number.NaN here, V8 takes twice as long for the loop that calls this.
    if (Number.isNaN(signal) || Number.isNaN(actualReturn)) return NaN;
    // The two signs are as good as random, so a processor mispredicts branches on them; this has none.
    const agrees =
      (Number(signal > 0) & Number(actualReturn > 0)) |
      (Number(signal < 0) & Number(actualReturn < 0)) |
      Number(signal === 0);
    return 2 * agrees - 1;
  },
};
