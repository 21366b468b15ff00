import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Clock } from '../jobs/clock.ts';

/**
 * Waits for some time of a clock.
 *
 * @throws HindcastError `CANCELLED` as soon as the signal is aborted
 */
export async function pause(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => reject(new HindcastError('CANCELLED', 'Cancelled.'));
  const stop = clock.after(milliseconds, resolve);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  try {
    await promise;
  } finally {
    stop();
    signal?.removeEventListener('abort', onAbort);
  }
}
