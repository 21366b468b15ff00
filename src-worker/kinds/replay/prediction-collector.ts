import type { PredictionColumns } from '../../../src-core/kinds/replay/prediction-columns.ts';

/** Joins the predictions of a run's batches, as they arrive, into one set of columns. */
export class PredictionCollector {
  readonly #parts: PredictionColumns[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(columns: PredictionColumns): void {
    this.#parts.push(columns);
    this.#length += columns.length;
  }

  /** All predictions so far, in the order made. */
  columns(): PredictionColumns {
    const outputJson = new Map<number, string>();
    const reason = new Map<number, string>();
    let offset = 0;
    for (const part of this.#parts) {
      for (const [row, text] of part.outputJson) outputJson.set(offset + row, text);
      for (const [row, text] of part.reason) reason.set(offset + row, text);
      offset += part.length;
    }
    const doubles = (pick: (part: PredictionColumns) => Float64Array): Float64Array =>
      this.#fill(new Float64Array(this.#length), pick);
    return {
      length: this.#length,
      ts: doubles((part) => part.ts),
      scope: this.#fill(new Uint16Array(this.#length), (part) => part.scope),
      status: this.#fill(new Uint8Array(this.#length), (part) => part.status),
      signal: doubles((part) => part.signal),
      entryPrice: doubles((part) => part.entryPrice),
      resolvedPrice: doubles((part) => part.resolvedPrice),
      resolvedTs: doubles((part) => part.resolvedTs),
      actualReturn: doubles((part) => part.actualReturn),
      score: doubles((part) => part.score),
      outputJson,
      reason,
    };
  }

  #fill<Column extends { set(source: Column, offset: number): void }>(
    whole: Column,
    pick: (part: PredictionColumns) => Column,
  ): Column {
    let offset = 0;
    for (const part of this.#parts) {
      whole.set(pick(part), offset);
      offset += part.length;
    }
    return whole;
  }
}
