import type { PredictionColumns } from '../prediction-columns.ts';

/** A copy that outlives what it was copied from, with buffers of its own of exactly the needed size. */
export function copyColumns(columns: PredictionColumns): PredictionColumns {
  return {
    length: columns.length,
    ts: columns.ts.slice(),
    scope: columns.scope.slice(),
    status: columns.status.slice(),
    signal: columns.signal.slice(),
    entryPrice: columns.entryPrice.slice(),
    resolvedPrice: columns.resolvedPrice.slice(),
    resolvedTs: columns.resolvedTs.slice(),
    actualReturn: columns.actualReturn.slice(),
    score: columns.score.slice(),
    outputJson: new Map(columns.outputJson),
    reason: new Map(columns.reason),
  };
}
