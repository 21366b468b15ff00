import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { throwIfCancelled } from '../coordinator/retry.ts';

/** Lets what changes the files of a feed, and what needs all of them, happen one after the other. */
export class FeedTurns {
  readonly #last = new Map<string, Promise<void>>();

  /** Whether somebody has the turn of a feed, or waits for it. */
  isTaken(feed: Feed): boolean {
    return this.#last.has(feedPath(feed));
  }

  /**
   * Does the work when its turn has come. Of several feeds the turns are taken at once, so that nobody waits in a circle.
   *
   * @throws HindcastError `CANCELLED` when the signal is aborted before that; what the work throws
   */
  async take<T>(
    feeds: Feed | readonly Feed[],
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    const names = [feeds].flat().map(feedPath);
    const before = Promise.all(names.map((name) => this.#last.get(name) ?? Promise.resolve()));
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    const turn = before.then(() => done);
    for (const name of names) this.#last.set(name, turn);
    void turn.then(() => {
      for (const name of names) if (this.#last.get(name) === turn) this.#last.delete(name);
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
async function untilAborted(promise: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) resolve();
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
