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
  readonly outputJson = new Map<number, string>();
  readonly reason = new Map<number, string>();

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
    return row;
  }

  /** Removes the first `count` rows and returns them as independent columns. */
  takeFirst(count: number): PredictionColumns {
    const taken: PredictionColumns = {
      length: count,
      ts: this.ts.slice(0, count),
      scope: this.scope.slice(0, count),
      status: this.status.slice(0, count),
      signal: this.signal.slice(0, count),
      entryPrice: this.entryPrice.slice(0, count),
      resolvedPrice: this.resolvedPrice.slice(0, count),
      resolvedTs: this.resolvedTs.slice(0, count),
      actualReturn: this.actualReturn.slice(0, count),
      score: this.score.slice(0, count),
      outputJson: takeRows(this.outputJson, count),
      reason: takeRows(this.reason, count),
    };
    for (const column of [this.ts, this.signal, this.entryPrice, this.resolvedPrice, this.resolvedTs]) {
      column.copyWithin(0, count, this.length);
    }
    this.actualReturn.copyWithin(0, count, this.length);
    this.score.copyWithin(0, count, this.length);
    this.scope.copyWithin(0, count, this.length);
    this.status.copyWithin(0, count, this.length);
    this.length -= count;
    return taken;
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

/** Moves the entries below `count` out of `rows` and renumbers the rest from zero. */
function takeRows(rows: Map<number, string>, count: number): Map<number, string> {
  const taken = new Map<number, string>();
  const kept: [number, string][] = [];
  for (const [row, text] of rows) {
    if (row < count) taken.set(row, text);
    else kept.push([row - count, text]);
  }
  rows.clear();
  for (const [row, text] of kept) rows.set(row, text);
  return taken;
}
