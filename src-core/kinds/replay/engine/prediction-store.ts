import type { PredictionColumns } from '../prediction-columns.ts';

/** Predictions of a run as they grow; see {@link PredictionColumns} for what each column holds. */
export class PredictionStore {
  length = 0;
  ts: Float64Array;
  scope: Uint16Array;
  status: Uint8Array;
  signal: Float64Array;
  entryPrice: Float64Array;
  resolvedPrice: Float64Array;
  resolvedTs: Float64Array;
  actualReturn: Float64Array;
  score: Float64Array;
  readonly outputJson: (string | null)[] = [];
  readonly reason: (string | null)[] = [];

  constructor(capacity = 4096) {
    this.ts = new Float64Array(capacity);
    this.scope = new Uint16Array(capacity);
    this.status = new Uint8Array(capacity);
    this.signal = new Float64Array(capacity);
    this.entryPrice = new Float64Array(capacity);
    this.resolvedPrice = new Float64Array(capacity);
    this.resolvedTs = new Float64Array(capacity);
    this.actualReturn = new Float64Array(capacity);
    this.score = new Float64Array(capacity);
  }

  /** Adds an empty row and returns its number; what is not known yet is NaN. */
  append(ts: number, scope: number, status: number): number {
    if (this.length === this.ts.length) this.#grow();
    const row = this.length++;
    this.ts[row] = ts;
    this.scope[row] = scope;
    this.status[row] = status;
    this.signal[row] = Number.NaN;
    this.entryPrice[row] = Number.NaN;
    this.resolvedPrice[row] = Number.NaN;
    this.resolvedTs[row] = Number.NaN;
    this.actualReturn[row] = Number.NaN;
    this.score[row] = Number.NaN;
    this.outputJson.push(null);
    this.reason.push(null);
    return row;
  }

  /** The rows from `first` on as independent columns. */
  columnsFrom(first: number): PredictionColumns {
    const end = this.length;
    return {
      length: end - first,
      ts: this.ts.slice(first, end),
      scope: this.scope.slice(first, end),
      status: this.status.slice(first, end),
      signal: this.signal.slice(first, end),
      entryPrice: this.entryPrice.slice(first, end),
      resolvedPrice: this.resolvedPrice.slice(first, end),
      resolvedTs: this.resolvedTs.slice(first, end),
      actualReturn: this.actualReturn.slice(first, end),
      score: this.score.slice(first, end),
      outputJson: this.outputJson.slice(first, end),
      reason: this.reason.slice(first, end),
    };
  }

  #grow(): void {
    const capacity = this.ts.length * 2;
    const doubled = (column: Float64Array): Float64Array => {
      const larger = new Float64Array(capacity);
      larger.set(column);
      return larger;
    };
    const scope = new Uint16Array(capacity);
    scope.set(this.scope);
    const status = new Uint8Array(capacity);
    status.set(this.status);
    this.scope = scope;
    this.status = status;
    this.ts = doubled(this.ts);
    this.signal = doubled(this.signal);
    this.entryPrice = doubled(this.entryPrice);
    this.resolvedPrice = doubled(this.resolvedPrice);
    this.resolvedTs = doubled(this.resolvedTs);
    this.actualReturn = doubled(this.actualReturn);
    this.score = doubled(this.score);
  }
}
