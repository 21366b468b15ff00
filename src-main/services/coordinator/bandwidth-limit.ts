import { pause } from '../coordinators/pause.ts';
import type { Clock } from '../jobs/clock.ts';

/** So much may come at once after a silence, as time of the allowed rate. */
const burstMilliseconds = 250;

/** How fast all downloads of a process together may be. */
export class BandwidthLimit {
  /** Null for as fast as the line is. May be changed at any time. */
  bytesPerSecond: number | null;
  readonly #clock: Clock;
  /** When, on the clock that only grows, all that was taken will have been allowed. */
  #paidAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, bytesPerSecond: number | null = null) {
    this.#clock = clock;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Waits until bytes that have come are allowed. Whoever reads no further meanwhile slows the sender down.
   *
   * @throws HindcastError `CANCELLED`
   */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    if (this.bytesPerSecond === null) return;
    const now = this.#clock.monotonicMilliseconds();
    this.#paidAt = Math.max(this.#paidAt, now - burstMilliseconds) + (bytes / this.bytesPerSecond) * 1000;
    if (this.#paidAt > now) await pause(this.#clock, this.#paidAt - now, signal);
  }
}
