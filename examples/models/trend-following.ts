interface TickData {
  symbol: string;
  candles_1m: { close: number }[];
}

/** Trend following: expects the direction of the last eight closes to go on. */
export default class TrendFollowing {
  readonly #lookback: number;
  readonly #strength: number;
  readonly #latest = new Map<string, TickData>();

  constructor({ lookback = 8, strength = 0.6 }: { lookback?: number; strength?: number } = {}) {
    this.#lookback = lookback;
    this.#strength = strength;
  }

  tick(data: TickData): void {
    this.#latest.set(data.symbol, data);
  }

  predict(subject: string): { value: number } {
    const candles = this.#latest.get(subject)?.candles_1m ?? [];
    const last = candles.at(-1)?.close;
    const first = candles.at(-Math.min(this.#lookback, candles.length))?.close;
    if (first === undefined || last === undefined || candles.length < 3) return { value: 0 };
    return { value: this.#strength * ((last - first) / Math.max(Math.abs(first), 1e-9)) };
  }
}
