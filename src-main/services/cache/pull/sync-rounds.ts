interface Waiting {
  readonly sync: () => Promise<void>;
  readonly settle: (syncing: Promise<void>) => void;
}

/**
 * Lets files go to the disk in rounds: those that are ready while one round is under way make up the next. The file
 * system then commits their names and sizes at once, and is not kept from making new files all the time.
 */
export class SyncRounds {
  #waiting: Waiting[] = [];
  #isUnderWay = false;

  /** Waits until a file is on the disk. Throws what `sync` throws. */
  take(sync: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ sync, settle: resolve });
    if (!this.#isUnderWay) void this.#goOn();
    return promise;
  }

  async #goOn(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#waiting.length > 0) {
      const round = this.#waiting.splice(0).map(({ sync, settle }) => {
        const syncing = sync();
        settle(syncing);
        return syncing;
      });
      await Promise.allSettled(round);
    }
    this.#isUnderWay = false;
  }
}
