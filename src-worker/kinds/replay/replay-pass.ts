import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { CandleBatch, DriverCounts } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import type { ReplayThread } from './thread/thread-client.ts';

/** Batches handed to the thread before the oldest is answered: one in work, one waiting, so that it never idles. */
const batchesInFlight = 2;

/**
 * Replays batches of candles once, from the first to the last; the predictions end up in the thread's table. The thread
 * is gone afterwards, whatever happens.
 *
 * @param recycle takes back each batch when it is done with, so that its memory can be filled again
 * @returns how often the model was called
 * @throws HindcastError what the thread failed with, or `CANCELLED` when the signal is aborted
 */
export async function replayOnce(
  thread: ReplayThread,
  batches: AsyncIterable<CandleBatch>,
  signal: AbortSignal,
  recycle: (batch: CandleBatch) => void,
): Promise<DriverCounts> {
  const stop = (): void => void thread.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw new HindcastError('CANCELLED', 'The run was cancelled.');
    await thread.ready();
    const pending: Promise<CandleBatch>[] = [];
    for await (const batch of batches) {
      const done = thread.run(batch);
      // Its failure is also the failure of the oldest one, which is awaited first.
      done.catch(() => undefined);
      pending.push(done);
      if (pending.length >= batchesInFlight) recycle(await (pending.shift() as Promise<CandleBatch>));
    }
    await Promise.all(pending);
    return await thread.finish();
  } catch (thrown) {
    await thread.terminate();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
