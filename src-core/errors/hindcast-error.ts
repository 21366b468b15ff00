/**
 * Every way Hindcast can refuse or fail, as a stable code. The command line maps a code to an exit
 * status through {@link exitCodeOf}; the user interface maps it to what can be done about it.
 */
export const errorCodes = {
  BAD_INPUT: 2,
  BAD_SPEC: 2,
  UNKNOWN_FEED: 2,
  UNKNOWN_JOB: 2,
  UNSAFE_PATH: 2,
  UNKNOWN_COORDINATOR: 2,
  UNKNOWN_ACTIVITY: 2,
  UNKNOWN_OPERATION: 2,
  PERMISSION_DENIED: 2,
  PROTOCOL_MISMATCH: 2,
  NOT_AVAILABLE: 2,
  DATA_MISSING: 3,
  DATA_CORRUPT: 3,
  COORDINATOR_UNREACHABLE: 3,
  COORDINATOR_REFUSED: 3,
  COORDINATOR_LIED: 3,
  MODEL_LOAD_FAILED: 4,
  MODEL_FAILED: 4,
  MODEL_HUNG: 4,
  MODEL_EXITED: 4,
  OUT_OF_MEMORY: 4,
  TIMEOUT: 4,
  EMPTY_RUN: 4,
  LOOKS_AHEAD: 4,
  NOT_REPRODUCED: 4,
  RESULT_NOT_READY: 4,
  RESULT_MISSING: 4,
  RESULT_CORRUPT: 4,
  RESULT_INCOMPLETE: 4,
  WORKER_CRASHED: 4,
  INTERRUPTED: 4,
  DISK_FULL: 4,
  CONNECTION_LOST: 4,
  INTERNAL: 4,
  CANCELLED: 130,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The form in which an error crosses a process or network border. */
export interface ErrorEnvelope {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
}

/**
 * An error a user can act on. `message` is a sentence: what happened, to what, and what to do;
 * `details` carries the figures for machines; `cause` goes to the log, never to the user.
 */
export class HindcastError extends Error {
  override readonly name = 'HindcastError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }
}

/** The process exit status for a code: 2 bad input, 3 data missing, 4 run failed, 130 cancelled. */
export function exitCodeOf(code: ErrorCode): number {
  return errorCodes[code];
}

/** Turns anything thrown into an envelope; what is not a {@link HindcastError} becomes `INTERNAL`. */
export function toErrorEnvelope(thrown: unknown): ErrorEnvelope {
  if (thrown instanceof HindcastError) {
    return thrown.details === undefined
      ? { code: thrown.code, message: thrown.message }
      : { code: thrown.code, message: thrown.message, details: thrown.details };
  }
  return { code: 'INTERNAL', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** The inverse of {@link toErrorEnvelope}, for the receiving side of a border. */
export function fromErrorEnvelope(envelope: ErrorEnvelope): HindcastError {
  return new HindcastError(
    envelope.code,
    envelope.message,
    envelope.details === undefined ? {} : { details: envelope.details },
  );
}
