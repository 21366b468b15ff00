import type { PredictionColumns } from '../prediction-columns.ts';

/** Predictions of a run as they grow; see {@link PredictionColumns} for what each column holds. */
export class PredictionStore {
  /** Rows in use; whoever adds rows reserves them first and fills every column. */
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

  constructor(capacity = 8192 + 1024) {
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

  /** Makes room for `count` more rows. */
  reserve(count: number): void {
    let capacity = this.ts.length;
    while (capacity < this.length + count) capacity *= 2;
    if (capacity > this.ts.length) this.#grow(capacity);
  }

  /** The first `count` rows as views, which are good until the store changes. */
  firstRows(count: number): PredictionColumns {
    return {
      length: count,
      ts: this.ts.subarray(0, count),
      scope: this.scope.subarray(0, count),
      status: this.status.subarray(0, count),
      signal: this.signal.subarray(0, count),
      entryPrice: this.entryPrice.subarray(0, count),
      resolvedPrice: this.resolvedPrice.subarray(0, count),
      resolvedTs: this.resolvedTs.subarray(0, count),
      actualReturn: this.actualReturn.subarray(0, count),
      score: this.score.subarray(0, count),
      outputJson: rowsBelow(this.outputJson, count),
      reason: rowsBelow(this.reason, count),
    };
  }

  /** Forgets the first `count` rows; the others move to the front. */
  dropFirst(count: number): void {
    for (const column of this.#columns()) column.copyWithin(0, count, this.length);
    for (const texts of [this.outputJson, this.reason]) {
      const kept = [...texts].filter(([row]) => row >= count);
      texts.clear();
      for (const [row, text] of kept) texts.set(row - count, text);
    }
    this.length -= count;
  }

  #columns(): (Float64Array | Uint16Array | Uint8Array)[] {
    return [
      this.ts,
      this.scope,
      this.status,
      this.signal,
      this.entryPrice,
      this.resolvedPrice,
      this.resolvedTs,
      this.actualReturn,
      this.score,
    ];
  }

  #grow(capacity: number): void {
    const grown = (column: Float64Array): Float64Array => {
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
    this.ts = grown(this.ts);
    this.signal = grown(this.signal);
    this.entryPrice = grown(this.entryPrice);
    this.resolvedPrice = grown(this.resolvedPrice);
    this.resolvedTs = grown(this.resolvedTs);
    this.actualReturn = grown(this.actualReturn);
    this.score = grown(this.score);
  }
}

function rowsBelow(texts: ReadonlyMap<number, string>, count: number): Map<number, string> {
  return texts.size === 0 ? new Map() : new Map([...texts].filter(([row]) => row < count));
}
