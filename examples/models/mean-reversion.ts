interface Candle {
  ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

interface TickData {
  symbol: string;
  asof_ts: number;
  candles_1m: Candle[];
}

/** Mean reversion: bets against the distance of the last close from the mean of the last five. */
export default class MeanReversion {
  readonly #lookback: number;
  readonly #strength: number;
  readonly #latest = new Map<string, TickData>();

  constructor({ lookback = 5, strength = 0.7 }: { lookback?: number; strength?: number } = {}) {
    this.#lookback = lookback;
    this.#strength = strength;
  }

  tick(data: TickData): void {
    this.#latest.set(data.symbol, data);
  }

  predict(subject: string): { value: number } {
    const candles = this.#latest.get(subject)?.candles_1m ?? [];
    const last = candles.at(-1);
    if (last === undefined || candles.length < 3) return { value: 0 };
    let total = 0;
    let count = 0;
    for (const candle of candles.slice(-this.#lookback)) {
      total += candle.close;
      count++;
    }
    const mean = total / count;
    return { value: (-this.#strength * (last.close - mean)) / Math.max(Math.abs(mean), 1e-9) };
  }
}
