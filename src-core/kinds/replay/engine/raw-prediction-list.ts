import type { RawPredictions } from './model-driver.ts';

/**
 * Collects the predictions of one batch. Columns are reused from batch to batch; signals go straight to where they are
 * wanted if there is room for them, which saves a copy of each.
 */
export class RawPredictionList implements RawPredictions {
  length = 0;
  scope = new Uint16Array(1024);
  candle = new Uint32Array(1024);
  /** For signals that there is no room for elsewhere. */
  #ownSignal = new Float64Array(1024);
  signal: Float64Array = this.#ownSignal;
  readonly outputs = new Map<number, unknown>();
  readonly errors = new Map<number, string>();

  /** @param room where the signals of the next batch go, as long as they fit */
  clear(room: Float64Array = this.#ownSignal): void {
    this.length = 0;
    this.signal = room;
    this.outputs.clear();
    this.errors.clear();
  }

  append(scope: number, candle: number, signal: number): number {
    if (this.length >= this.candle.length || this.length >= this.signal.length) this.reserve(this.length + 1);
    const row = this.length++;
    this.scope[row] = scope;
    this.candle[row] = candle;
    this.signal[row] = signal;
    return row;
  }

  /** Makes room for `count` rows in all. */
  reserve(count: number): void {
    let capacity = this.candle.length;
    while (capacity < count) capacity *= 2;
    if (capacity > this.candle.length) {
      const scope = new Uint16Array(capacity);
      scope.set(this.scope);
      const candle = new Uint32Array(capacity);
      candle.set(this.candle);
      this.scope = scope;
      this.candle = candle;
    }
    if (count <= this.signal.length) return;
    const filled = this.signal.subarray(0, this.length);
    if (count > this.#ownSignal.length) this.#ownSignal = new Float64Array(capacity);
    this.#ownSignal.set(filled);
    this.signal = this.#ownSignal;
  }
}
