import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { CoordinatorLogger } from '../logger.ts';

/** What a provider that asks over a network needs from its surroundings; tests bring their own. */
export interface ProviderTools {
  /** Waits, or rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  readonly logger: CoordinatorLogger;
}

/** Trouble that may be over when it is tried again; carries what fails the job when it is not. */
export class PassingTrouble extends Error {
  override readonly name = 'PassingTrouble';
  readonly failure: HindcastError;
  /** How long the source asks to be left alone, in milliseconds; 0 when it does not say. */
  readonly asksToWait: number;

  constructor(failure: HindcastError, asksToWait = 0) {
    super(failure.message);
    this.failure = failure;
    this.asksToWait = asksToWait;
  }
}

const firstWait = 1_000;
const longestOwnWait = 60_000;
const longestTrouble = 600_000;

/**
 * Tries until it works, as long as what is thrown is {@link PassingTrouble}. Waits a random part, at least half, of a
 * time that doubles from 1 s to 60 s, and never less than the source asks for. When tries and waits together would take
 * more than ten minutes it gives up.
 *
 * @throws HindcastError the failure that the last trouble carries; whatever else an attempt throws; what `sleep` rejects
 * with when the signal is aborted
 */
export async function withPatience<T>(
  tools: ProviderTools,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  let troubleMilliseconds = 0;
  for (let tries = 1; ; tries++) {
    const startedAt = tools.now();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PassingTrouble)) throw error;
      const ownWait = Math.min(longestOwnWait, firstWait * 2 ** (tries - 1)) * (0.5 + tools.random() / 2);
      const wait = Math.max(ownWait, error.asksToWait);
      // A clock that was set back must not lengthen the patience.
      troubleMilliseconds += Math.max(0, tools.now() - startedAt) + wait;
      if (troubleMilliseconds > longestTrouble) throw givenUp(error, tries);
      const seconds = Math.round(wait / 1000);
      tools.logger.warn(
        { reason: error.message, tries, seconds },
        'trouble with a source: waiting to try again',
      );
      await tools.sleep(wait, signal);
    }
  }
}

function givenUp({ failure, asksToWait }: PassingTrouble, tries: number): HindcastError {
  const seconds = Math.ceil(asksToWait / 1000);
  const why =
    asksToWait > longestTrouble
      ? `It asks to wait ${seconds} s, which is too long to wait for.`
      : `It was tried ${tries} times within ten minutes.`;
  return new HindcastError(failure.code, `${failure.message} ${why} Retry the backfill later.`, {
    cause: failure,
    details: { ...failure.details, tries, ...(asksToWait > 0 ? { retry_after_seconds: seconds } : {}) },
  });
}
