/** Silence after which a worker is marked as stalled, and after which it is given up. Rule Q18. */
export const silenceMilliseconds = { stalled: 10_000, lost: 30_000 } as const;

/** What to do about a worker: `stalled` and `heard` are said once each time that becomes so. */
export type SilenceNews = 'stalled' | 'heard' | 'lost' | undefined;

/** Judges how long a worker has not been heard. Times are milliseconds in which this process ran. */
export class SilenceWatch {
  #heardAt = 0;
  #isStalled = false;

  /** The worker was heard. */
  hear(now: number): SilenceNews {
    this.#heardAt = now;
    if (!this.#isStalled) return undefined;
    this.#isStalled = false;
    return 'heard';
  }

  /** Looks whether the worker has been silent for too long. */
  look(now: number): SilenceNews {
    const silence = this.silence(now);
    if (silence >= silenceMilliseconds.lost) return 'lost';
    if (this.#isStalled || silence < silenceMilliseconds.stalled) return undefined;
    this.#isStalled = true;
    return 'stalled';
  }

  /** Milliseconds since the worker was last heard. */
  silence(now: number): number {
    return now - this.#heardAt;
  }
}
