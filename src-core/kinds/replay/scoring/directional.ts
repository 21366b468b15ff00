import type { SignalScoring } from './scoring-function.ts';

/** +1 when signal and return have the same sign, or the signal is 0; else -1 (the public fallback, contract 2.6). */
export const directional: SignalScoring = {
  name: 'directional',
  scoreSignal(signal, actualReturn) {
    if (Number.isNaN(signal) || Number.isNaN(actualReturn)) return Number.NaN;
    const agrees = (signal > 0 && actualReturn > 0) || (signal < 0 && actualReturn < 0) || signal === 0;
    return agrees ? 1 : -1;
  },
};
