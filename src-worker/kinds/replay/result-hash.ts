import { createHash } from 'node:crypto';
import type { PredictionColumns } from '../../../src-core/kinds/replay/prediction-columns.ts';
import { canonicalJson } from '../../../src-core/wire/canonical-json.ts';

/** Mantissa bits dropped for the canonical hash: 40 of 52 remain, which is 12 significant decimal digits. */
const droppedBits = 12;

/**
 * Two hashes over a run's predictions and metrics. The strict one takes every bit; the canonical one takes doubles
 * rounded to 40 significant bits (12 digits), so that engines whose `Math.log` differs in a last bit still agree.
 */
export function hashResult(
  columns: PredictionColumns,
  metrics: Readonly<Record<string, number | null>>,
): { strictHash: string; canonicalHash: string } {
  const rows = columns.length;
  const exact = [columns.ts, columns.scope, columns.status].map((column) => column.subarray(0, rows));
  const measured = [columns.signal, columns.actualReturn, columns.score].map((column) =>
    column.subarray(0, rows),
  );
  const texts = canonicalJson({ output: [...columns.outputJson], reason: [...columns.reason] });
  const digest = (numbers: readonly Float64Array[], metricText: string): string => {
    const hash = createHash('sha256');
    for (const column of [...exact, ...numbers]) {
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
    return hash.update(texts).update(metricText).digest('hex');
  };
  const roundedMetrics = Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, value === null ? null : value.toPrecision(12)]),
  );
  return {
    strictHash: digest(measured, canonicalJson(metrics)),
    canonicalHash: digest(measured.map(roundedTo40Bits), canonicalJson(roundedMetrics)),
  };
}

/** A copy with every number rounded to the nearest with 40 significant bits; NaN becomes one same NaN. */
function roundedTo40Bits(column: Float64Array): Float64Array {
  const rounded = column.slice();
  const words = new Uint32Array(rounded.buffer);
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
