import type { SignalScoring } from './scoring-function.ts';

/** sign(signal) times the return, with sign(0) = 0: what holding the signalled side earns, a plain ratio. */
export const signedReturn: SignalScoring = {
  name: 'signed_return',
  scoreSignal(signal, actualReturn) {
    if (signal > 0) return actualReturn;
    // Subtraction, so that a return of 0 does not become -0.
    if (signal < 0) return 0 - actualReturn;
    return signal === 0 ? 0 : Number.NaN;
  },
};
