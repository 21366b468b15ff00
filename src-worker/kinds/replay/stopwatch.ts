/** Seconds spent in each part of a run, in the order in which the parts ended. */
export class Stopwatch {
  readonly #elapsedMs: () => number;
  readonly #laps: Record<string, number> = {};
  readonly #startMs: number;
  #lapMs: number;

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
    this.#startMs = elapsedMs();
    this.#lapMs = this.#startMs;
  }

  /** Ends the part that began with the last lap. */
  lap(name: string): void {
    const now = this.#elapsedMs();
    this.#laps[name] = (now - this.#lapMs) / 1000;
    this.#lapMs = now;
  }

  /** Every part, and the time since the start as `total`. */
  seconds(): Record<string, number> {
    return { ...this.#laps, total: (this.#elapsedMs() - this.#startMs) / 1000 };
  }
}
