/** A rate is that of this many milliseconds. */
const window = 10_000;
const shortest = 500;

/** How fast bytes come, over the last seconds. */
export class TransferRate {
  readonly #now: () => number;
  readonly #start: number;
  #samples: { at: number; bytes: number }[] = [];

  /** @param now milliseconds on a clock that only grows */
  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  add(bytes: number): void {
    const at = this.#now();
    const last = this.#samples.at(-1);
    // One sample for each half second, however small the pieces are.
    if (last !== undefined && at - last.at < shortest) last.bytes += bytes;
    else this.#samples.push({ at, bytes });
    this.#samples = this.#samples.filter((sample) => at - sample.at <= window);
  }

  /** Null as long as too little is known. */
  get bytesPerSecond(): number | null {
    const now = this.#now();
    const since = Math.max(this.#start, now - window);
    if (now - since < shortest) return null;
    const recent = this.#samples.filter(({ at }) => at >= since);
    return (recent.reduce((sum, { bytes }) => sum + bytes, 0) / (now - since)) * 1000;
  }
}
