import { setTimeout as sleep } from 'node:timers/promises';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

/** How often and how patiently to try again. Delays in milliseconds. */
export interface RetryPolicy {
  readonly tries: number;
  /** For day files, of which each try may bring a part; as many as for all else when left out. */
  readonly downloadTries?: number;
  readonly firstDelay: number;
  readonly longestDelay: number;
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

export const defaultRetryPolicy: RetryPolicy = {
  tries: 3,
  downloadTries: 6,
  firstDelay: 500,
  longestDelay: 60_000,
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
  random: Math.random,
};

/** A failure that may be over at the next try. Carries what the user is told when it is not. */
export class PassingFailure extends Error {
  override readonly name = 'PassingFailure';
  readonly failure: HindcastError;
  /** How long the other side asks to be left alone, in milliseconds. */
  readonly retryAfter: number;

  constructor(failure: HindcastError, retryAfter = 0) {
    super(failure.message);
    this.failure = failure;
    this.retryAfter = retryAfter;
  }
}

/**
 * Tries until it works, for as long as failures are {@link PassingFailure}s and the policy allows. Waits between tries
 * with full jitter: a random part of a delay that doubles, but never less than the other side asked for.
 *
 * @param progress what only grows when a try that failed got somewhere all the same; counting then begins anew
 * @throws HindcastError what the last passing failure carries; `CANCELLED`; whatever else an attempt throws
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  attempt: () => Promise<T>,
  progress: () => number = () => 0,
): Promise<T> {
  let reached = progress();
  for (let count = 1; ; count++) {
    throwIfCancelled(signal);
    try {
      return await attempt();
    } catch (error) {
      throwIfCancelled(signal);
      if (!(error instanceof PassingFailure)) throw error;
      if (progress() > reached) [reached, count] = [progress(), 1];
      if (count >= policy.tries || error.retryAfter > policy.longestDelay) throw error.failure;
      const ceiling = Math.min(policy.longestDelay, policy.firstDelay * 2 ** (count - 1));
      const delay = Math.max(policy.random() * ceiling, error.retryAfter);
      await policy.sleep(delay, signal).catch(() => throwIfCancelled(signal));
    }
  }
}

/** @throws HindcastError `CANCELLED` when the signal says so */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new HindcastError('CANCELLED', 'Cancelled.');
}
