import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { CandleBatch } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import { ReplayThread, type ThreadOptions, type ThreadResult } from './thread/thread-client.ts';

export interface ReplayPassEvents {
  /** Hears of each batch's predictions, in order. */
  onResult(result: ThreadResult): void;
  /** Hears of the thread while it lives, so that its position can be read. */
  onThread(thread: ReplayThread): void;
}

/** Batches handed to the thread before the oldest is answered: one in work, one waiting, so that it never idles. */
const batchesInFlight = 2;

/**
 * Replays batches of candles once, from the first to the last.
 *
 * @throws HindcastError what the thread failed with, or `CANCELLED` when the signal is aborted
 */
export async function replayOnce(
  options: ThreadOptions,
  batches: AsyncIterable<CandleBatch>,
  signal: AbortSignal,
  events: ReplayPassEvents,
): Promise<void> {
  const thread = new ReplayThread(options);
  const stop = (): void => void thread.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw new HindcastError('CANCELLED', 'The run was cancelled.');
    events.onThread(thread);
    await thread.ready();
    const pending: Promise<ThreadResult>[] = [];
    for await (const batch of batches) {
      const result = thread.run(batch);
      // Its failure is also the failure of the oldest one, which is awaited first.
      result.catch(() => undefined);
      pending.push(result);
      if (pending.length >= batchesInFlight) await settleFirst(pending, events);
    }
    while (pending.length > 0) await settleFirst(pending, events);
    events.onResult(await thread.finish());
  } catch (thrown) {
    await thread.terminate();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function settleFirst(pending: Promise<ThreadResult>[], events: ReplayPassEvents): Promise<void> {
  const first = pending.shift();
  if (first !== undefined) events.onResult(await first);
}
