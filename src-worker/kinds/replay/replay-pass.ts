import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { CandleBatch, DriverCounts } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import type { PredictionTable } from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import { ReplayThread, type ThreadOptions } from './thread/thread-client.ts';

/** What a replay leaves: every prediction, and how often the model was called. */
export interface ReplayPass {
  readonly table: PredictionTable;
  readonly counts: DriverCounts;
}

/** Batches handed to the thread before the oldest is answered: one in work, one waiting, so that it never idles. */
const batchesInFlight = 2;

/**
 * Replays batches of candles once, from the first to the last.
 *
 * @param onThread hears of the thread when it is there, so that its position can be read
 * @throws HindcastError what the thread failed with, or `CANCELLED` when the signal is aborted
 */
export async function replayOnce(
  options: ThreadOptions,
  batches: AsyncIterable<CandleBatch>,
  signal: AbortSignal,
  onThread: (thread: ReplayThread) => void,
): Promise<ReplayPass> {
  const thread = new ReplayThread(options);
  const stop = (): void => void thread.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw new HindcastError('CANCELLED', 'The run was cancelled.');
    onThread(thread);
    await thread.ready();
    const pending: Promise<DriverCounts>[] = [];
    for await (const batch of batches) {
      const done = thread.run(batch);
      // Its failure is also the failure of the oldest one, which is awaited first.
      done.catch(() => undefined);
      pending.push(done);
      if (pending.length >= batchesInFlight) await pending.shift();
    }
    await Promise.all(pending);
    const counts = await thread.finish();
    return { table: thread.table, counts };
  } catch (thrown) {
    await thread.terminate();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
