/**
 * Measures time in which this process ran. While the machine sleeps, or the process is stopped, nobody reads; so of the
 * time between two readings only so much is counted as can pass between them in a process that runs.
 */
export class AwakeTime {
  readonly #now: () => number;
  readonly #longestStepMilliseconds: number;
  #readAt: number;
  #milliseconds = 0;

  /**
   * @param now milliseconds of a clock that only grows
   * @param longestStepMilliseconds what counts at most between two readings; read it more often than that
   */
  constructor(now: () => number, longestStepMilliseconds: number) {
    this.#now = now;
    this.#longestStepMilliseconds = longestStepMilliseconds;
    this.#readAt = now();
  }

  /** Milliseconds since it was made. */
  read(): number {
    const now = this.#now();
    this.#milliseconds += Math.min(now - this.#readAt, this.#longestStepMilliseconds);
    this.#readAt = now;
    return this.#milliseconds;
  }
}
