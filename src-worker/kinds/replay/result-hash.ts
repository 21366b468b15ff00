import { createHash, type Hash } from 'node:crypto';
import type { PredictionColumns } from '../../../src-core/kinds/replay/prediction-columns.ts';
import { canonicalJson } from '../../../src-core/wire/canonical-json.ts';

/** Mantissa bits dropped for the canonical hash: 40 of 52 remain, which is 12 significant decimal digits. */
const droppedBits = 12;
const rowsAtOnce = 4096;

export interface ResultHashes {
  readonly strictHash: string;
  readonly canonicalHash: string;
}

/**
 * Two hashes over a run's predictions and metrics. The strict one takes every bit; the canonical one takes doubles
 * rounded to 40 significant bits (12 digits), so that engines whose `Math.log` differs in a last bit still agree.
 */
export class ResultHasher {
  readonly #strict: Hash;
  readonly #canonical: Hash;

  constructor(columns: PredictionColumns) {
    const used = (column: PredictionColumns['ts' | 'scope' | 'status']): typeof column =>
      column.subarray(0, columns.length);
    this.#strict = createHash('sha256');
    for (const column of [columns.ts, columns.scope, columns.status])
      this.#strict.update(bytesOf(used(column)));
    this.#canonical = this.#strict.copy();
    const rounded = new Float64Array(rowsAtOnce);
    for (const column of [columns.signal, columns.actualReturn, columns.score]) {
      // Small enough to stay in the processor's cache from rounding to hashing.
      for (let from = 0; from < columns.length; from += rowsAtOnce) {
        const values = column.subarray(from, Math.min(from + rowsAtOnce, columns.length));
        this.#strict.update(bytesOf(values));
        this.#canonical.update(bytesOf(roundedTo40Bits(values, rounded)));
      }
    }
    const texts = canonicalJson({ output: [...columns.outputJson], reason: [...columns.reason] });
    for (const hash of [this.#strict, this.#canonical]) hash.update(texts);
  }

  /** Ends the hashes with the metrics of the run; to be called once. */
  finish(metrics: Readonly<Record<string, number | null>>): ResultHashes {
    const roundedMetrics = Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [name, value === null ? null : value.toPrecision(12)]),
    );
    return {
      strictHash: this.#strict.update(canonicalJson(metrics)).digest('hex'),
      canonicalHash: this.#canonical.update(canonicalJson(roundedMetrics)).digest('hex'),
    };
  }
}

function bytesOf(column: Float64Array | Uint16Array | Uint8Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** A copy, in `target`, with every number rounded to the nearest with 40 significant bits; NaN becomes one same NaN. */
function roundedTo40Bits(column: Float64Array, target: Float64Array): Float64Array {
  const rounded = target.subarray(0, column.length);
  rounded.set(column);
  const words = new Uint32Array(target.buffer);
  const half = 1 << (droppedBits - 1);
  const mask = ~((1 << droppedBits) - 1);
  for (let index = 0; index < rounded.length; index++) {
    const value = rounded[index] as number;
    if (value - value !== 0) {
      rounded[index] = Number.isNaN(value) ? Number.NaN : value;
      continue;
    }
    const low = (words[2 * index] as number) + half;
    words[2 * index] = low & mask;
    if (low > 0xffff_ffff) words[2 * index + 1] = (words[2 * index + 1] as number) + 1;
  }
  return rounded;
}
