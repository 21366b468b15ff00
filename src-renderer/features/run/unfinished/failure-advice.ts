import type { ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';

/** What helps: the file of the model, its settings, the data, more memory or time, or simply trying again. */
export type Remedy = 'edit' | 'retry' | 'data' | 'settings';

export interface FailureAdvice {
  /** What to do about it, in a sentence or two. */
  readonly text: string;
  /** What is offered, the likeliest first. */
  readonly remedies: readonly Remedy[];
}

const again: FailureAdvice = { text: 'Run it again.', remedies: ['retry', 'edit'] };
const data: FailureAdvice = {
  text: 'Pull the missing days or verify the data, then run it again.',
  remedies: ['data', 'retry', 'edit'],
};

const adviceByCode: Partial<Record<ErrorCode, FailureAdvice>> = {
  BAD_SPEC: { text: 'Mend the settings of the backtest.', remedies: ['edit'] },
  DATA_MISSING: data,
  DATA_CORRUPT: data,
  MODEL_LOAD_FAILED: {
    text: 'Mend the model’s file, or choose the interpreter that has what it imports. A changed file is another backtest: use “Edit and run”.',
    remedies: ['edit', 'settings', 'retry'],
  },
  MODEL_FAILED: {
    text: 'The end of the log below says where in the model it happened. A mended file is another backtest: use “Edit and run”.',
    remedies: ['edit', 'retry'],
  },
  MODEL_HUNG: {
    text: 'One call of the model took longer than the spec allows. Look for a loop that does not end, or raise “call_timeout_seconds”.',
    remedies: ['edit', 'retry'],
  },
  MODEL_EXITED: {
    text: 'The model’s process ended by itself. The end of the log below may say why.',
    remedies: ['edit', 'retry'],
  },
  OUT_OF_MEMORY: {
    text: 'Raise “memory_limit_mb”, choose a shorter range or a smaller window, or let the model keep less.',
    remedies: ['edit', 'settings'],
  },
  TIMEOUT: {
    text: 'Raise “timeout_seconds”, or choose a shorter range.',
    remedies: ['edit', 'retry'],
  },
  EMPTY_RUN: {
    text: 'Choose a longer range or a smaller window: there have to be more candles than one window.',
    remedies: ['edit', 'data'],
  },
  LOOKS_AHEAD: {
    text: 'The model used candles that it could not have seen. Mend it before believing any of its scores.',
    remedies: ['edit'],
  },
  NOT_REPRODUCED: {
    text: 'The same candles gave other predictions. Let the model depend on nothing but candles and “seed”.',
    remedies: ['edit'],
  },
  WORKER_CRASHED: {
    text: 'Nothing is known to be wrong with the model or the data: run it again.',
    remedies: ['retry', 'edit'],
  },
  INTERRUPTED: {
    text: 'Hindcast was ended while it ran. Nothing is wrong with it: run it again.',
    remedies: ['retry', 'edit'],
  },
  DISK_FULL: {
    text: 'Make room, for example by evicting candles, then run it again.',
    remedies: ['data', 'retry'],
  },
};

/** What can be done about a failed run; for a failure without advice of its own, trying again. */
export function failureAdvice(code: ErrorCode): FailureAdvice {
  return adviceByCode[code] ?? again;
}
