import type { PredictionColumns } from '../prediction-columns.ts';
import type { ReplayPlan } from '../plan.ts';
import { furtherScoreFields } from '../score-fields.ts';

/** Memory behind the columns of a table: shared, so that the thread that fills it and the one that reads it see one. */
export interface PredictionBuffers {
  readonly capacity: number;
  /** See {@link PredictionColumns.scoreFields}. */
  readonly scoreFields: readonly string[];
  readonly doubles: SharedArrayBuffer;
  readonly scope: SharedArrayBuffer;
  readonly status: SharedArrayBuffer;
}

const doubleColumns = 7;

/**
 * Room for every prediction a plan can make. Predictions of a scope are at least an interval apart, and there is at
 * most one for each candle of its subject, so the bound is known before the run; pages that are never written cost
 * nothing.
 *
 * @param candlesBySubject number of candles of each subject of the plan
 */
export function allocatePredictions(
  plan: ReplayPlan,
  candlesBySubject: readonly number[],
): PredictionBuffers {
  const spanSeconds = plan.range.endSeconds - plan.range.startSeconds;
  const capacity = plan.scopes.reduce((sum, scope) => {
    const candles = candlesBySubject[scope.subjectIndex] ?? 0;
    return sum + Math.min(candles, Math.floor(spanSeconds / scope.intervalSeconds) + 1);
  }, 0);
  const scoreFields = furtherScoreFields(plan.aggregation);
  const doubles = (doubleColumns + scoreFields.length) * capacity;
  return {
    capacity,
    scoreFields,
    doubles: new SharedArrayBuffer(doubles * Float64Array.BYTES_PER_ELEMENT),
    scope: new SharedArrayBuffer(capacity * Uint16Array.BYTES_PER_ELEMENT),
    status: new SharedArrayBuffer(capacity),
  };
}

/** Predictions of a run as they grow; see {@link PredictionColumns} for what each column holds. */
export class PredictionTable implements PredictionColumns {
  /** Rows in use; whoever adds rows fills every column of them. */
  length = 0;
  readonly ts: Float64Array;
  readonly scope: Uint16Array;
  readonly status: Uint8Array;
  readonly signal: Float64Array;
  readonly entryPrice: Float64Array;
  readonly resolvedPrice: Float64Array;
  readonly resolvedTs: Float64Array;
  readonly actualReturn: Float64Array;
  readonly score: Float64Array;
  readonly scoreFields: ReadonlyMap<string, Float64Array>;
  readonly outputJson = new Map<number, string>();
  readonly reason = new Map<number, string>();

  constructor(buffers: PredictionBuffers) {
    const bytes = buffers.capacity * Float64Array.BYTES_PER_ELEMENT;
    const column = (index: number): Float64Array =>
      new Float64Array(buffers.doubles, index * bytes, buffers.capacity);
    this.ts = column(0);
    this.signal = column(1);
    this.entryPrice = column(2);
    this.resolvedPrice = column(3);
    this.resolvedTs = column(4);
    this.actualReturn = column(5);
    this.score = column(6);
    this.scoreFields = new Map(
      buffers.scoreFields.map((field, index) => [field, column(doubleColumns + index)]),
    );
    this.scope = new Uint16Array(buffers.scope);
    this.status = new Uint8Array(buffers.status);
  }

  get capacity(): number {
    return this.ts.length;
  }
}

/** What another thread needs of a table besides its memory, which both share; structured cloning copies it. */
export interface PredictionTexts {
  readonly rows: number;
  readonly outputJson: ReadonlyMap<number, string>;
  readonly reason: ReadonlyMap<number, string>;
}

/** Takes down what {@link reopenPredictions} needs beside the buffers. */
export function textsOf({ length: rows, outputJson, reason }: PredictionTable): PredictionTexts {
  return { rows, outputJson, reason };
}

/** The table of a run that is over, in a thread other than the one that filled its buffers. */
export function reopenPredictions(
  buffers: PredictionBuffers,
  { rows, outputJson, reason }: PredictionTexts,
): PredictionTable {
  const table = new PredictionTable(buffers);
  table.length = rows;
  for (const [row, text] of outputJson) table.outputJson.set(row, text);
  for (const [row, text] of reason) table.reason.set(row, text);
  return table;
}
