import type { SignalScoring } from './scoring-function.ts';

/** Minus the squared distance of signal and return, so that higher is better and 0 is perfect. */
export const squaredError: SignalScoring = {
  name: 'squared_error',
  scoreSignal(signal, actualReturn) {
    const error = signal - actualReturn;
    return 0 - error * error;
  },
};
