import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { throwIfCancelled } from '../coordinator/retry.ts';

/** Lets what changes the files of a feed happen one after the other. */
export class FeedTurns {
  readonly #last = new Map<string, Promise<void>>();

  /** Whether the files of a feed are being changed. */
  isTaken(feed: Feed): boolean {
    return this.#last.has(feedPath(feed));
  }

  /**
   * Does the work when its turn has come.
   *
   * @throws HindcastError `CANCELLED` when the signal is aborted before that; what the work throws
   */
  async take<T>(feed: Feed, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const name = feedPath(feed);
    const before = this.#last.get(name) ?? Promise.resolve();
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    const turn = before.then(() => done);
    this.#last.set(name, turn);
    void turn.then(() => {
      if (this.#last.get(name) === turn) this.#last.delete(name);
    });
    try {
      await untilAborted(before, signal);
      throwIfCancelled(signal);
      return await work();
    } finally {
      finish();
    }
  }
}

/** Waits for a promise, but no longer than until the signal is aborted. */
async function untilAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return promise;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) resolve();
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
