import type { ErrorCode } from '../../src-core/errors/hindcast-error.ts';

const words: Partial<Record<ErrorCode, string>> = {
  WORKER_CRASHED: 'worker was lost',
  INTERRUPTED: 'Hindcast was ended',
  MODEL_LOAD_FAILED: 'model could not be loaded',
  MODEL_FAILED: 'model failed',
  MODEL_HUNG: 'model hung',
  MODEL_EXITED: 'model ended by itself',
  TIMEOUT: 'took too long',
  EMPTY_RUN: 'nothing to predict',
  DATA_MISSING: 'candles are missing',
  DATA_CORRUPT: 'candles are damaged',
  INTERNAL: 'error in Hindcast',
};

/** Why an attempt ended, in a few words: "worker was lost". */
export function causeWords(code: ErrorCode): string {
  return words[code] ?? code.toLowerCase().replaceAll('_', ' ');
}
