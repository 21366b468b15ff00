import type { RawPredictions } from './model-driver.ts';

/** Collects the predictions of one batch; columns are reused from batch to batch. */
export class RawPredictionList implements RawPredictions {
  length = 0;
  scope = new Uint16Array(1024);
  candle = new Uint32Array(1024);
  signal = new Float64Array(1024);
  readonly outputs = new Map<number, unknown>();
  readonly errors = new Map<number, string>();

  clear(): void {
    this.length = 0;
    this.outputs.clear();
    this.errors.clear();
  }

  append(scope: number, candle: number, signal: number): number {
    if (this.length === this.signal.length) this.reserve(this.length + 1);
    const row = this.length++;
    this.scope[row] = scope;
    this.candle[row] = candle;
    this.signal[row] = signal;
    return row;
  }

  /** Makes room for `count` rows in all. */
  reserve(count: number): void {
    let capacity = this.signal.length;
    if (count <= capacity) return;
    while (capacity < count) capacity *= 2;
    const scope = new Uint16Array(capacity);
    scope.set(this.scope);
    const candle = new Uint32Array(capacity);
    candle.set(this.candle);
    const signal = new Float64Array(capacity);
    signal.set(this.signal);
    this.scope = scope;
    this.candle = candle;
    this.signal = signal;
  }
}
