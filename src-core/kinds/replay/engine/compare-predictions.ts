import type { PredictionColumns } from '../prediction-columns.ts';

/** Where two runs first say something different. */
export interface PredictionDifference {
  readonly ts: number;
  readonly scope: number;
  readonly before: string;
  readonly after: string;
}

/**
 * The first prediction up to `cutTs` that differs between two runs of one plan, bit for bit; undefined when there is
 * none. Outcomes and scores are not compared: they may well depend on later candles.
 */
export function firstDifference(
  before: PredictionColumns,
  after: PredictionColumns,
  cutTs: number,
): PredictionDifference | undefined {
  for (let row = 0; row < before.length && (before.ts[row] as number) <= cutTs; row++) {
    const isSame =
      row < after.length &&
      before.ts[row] === after.ts[row] &&
      before.scope[row] === after.scope[row] &&
      Object.is(before.signal[row], after.signal[row]) &&
      before.outputJson.get(row) === after.outputJson.get(row);
    if (isSame) continue;
    return {
      ts: before.ts[row] as number,
      scope: before.scope[row] as number,
      before: describe(before, row),
      after: row < after.length ? describe(after, row) : 'nothing',
    };
  }
  return undefined;
}

function describe(columns: PredictionColumns, row: number): string {
  return columns.outputJson.get(row) ?? String(columns.signal[row]);
}
