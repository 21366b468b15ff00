import { PredictionSample, type FindOrders } from '../../../metrics/forecast/prediction-sample.ts';
import { statusCode, type PredictionColumns } from '../prediction-columns.ts';
import type { ReplayPlan } from '../plan.ts';
import { isProbabilityField, probabilityOf } from '../scoring/signal-of.ts';

/** Outputs without any such text state no probability, and need no parsing. */
const mayStateProbability = /"(probability_up|p_up|probability|proba)"/;

/**
 * The scored predictions of each scope of a run.
 *
 * @param findOrders how the sample of a scope, by its index, is sorted; by itself when left out
 */
export function scopeSamples(
  plan: ReplayPlan,
  columns: PredictionColumns,
  findOrders?: (scopeIndex: number) => FindOrders,
): PredictionSample[] {
  const firstField = plan.output[0]?.name ?? 'value';
  return plan.scopes.map((_, index) =>
    scoredSample(columns, firstField, plan.scopes.length === 1 ? undefined : index, findOrders?.(index)),
  );
}

/**
 * The scored predictions of a run, or of one of its scopes, as metrics and charts take them.
 *
 * @param firstOutputField name under which a plain number counts: where it names a probability, that number is one
 * @param scopeIndex index into the plan's scopes; all of them when left out
 * @param findOrders how the sample is sorted; by itself when left out
 */
export function scoredSample(
  columns: PredictionColumns,
  firstOutputField: string,
  scopeIndex?: number,
  findOrders?: FindOrders,
): PredictionSample {
  const rows = new Uint32Array(columns.length);
  let length = 0;
  for (let row = 0; row < columns.length; row++) {
    if (columns.status[row] !== statusCode.scored) continue;
    if (scopeIndex === undefined || columns.scope[row] === scopeIndex) rows[length++] = row;
  }
  const first = rows[0] ?? 0;
  // Mostly every prediction but the last ones is scored: then the columns serve as they are.
  const isUnbroken = length > 0 && (rows[length - 1] as number) - first === length - 1;
  const gather = <Column extends Float64Array | Uint16Array>(column: Column): Column => {
    if (isUnbroken) return column.subarray(first, first + length) as Column;
    const gathered = column.slice(0, length) as Column;
    for (let index = 0; index < length; index++) gathered[index] = column[rows[index] as number] as number;
    return gathered;
  };
  const signal = gather(columns.signal);
  const scored = {
    length,
    ts: gather(columns.ts),
    scope: gather(columns.scope),
    signal,
    actualReturn: gather(columns.actualReturn),
    score: gather(columns.score),
    scoreFields: new Map([...columns.scoreFields].map(([field, column]) => [field, gather(column)])),
    probability: statedProbabilities(columns, rows.subarray(0, length), signal, firstOutputField),
  };
  return new PredictionSample(scored, findOrders);
}

function statedProbabilities(
  columns: PredictionColumns,
  rows: Uint32Array,
  signal: Float64Array,
  firstOutputField: string,
): Float64Array {
  const plainIsProbability = isProbabilityField(firstOutputField);
  const probability = new Float64Array(rows.length).fill(Number.NaN);
  if (!plainIsProbability && columns.outputJson.size === 0) return probability;
  for (let index = 0; index < rows.length; index++) {
    const text = columns.outputJson.get(rows[index] as number);
    if (text === undefined) {
      if (plainIsProbability) probability[index] = signal[index] as number;
    } else if (mayStateProbability.test(text)) {
      probability[index] = probabilityOf(JSON.parse(text) as Record<string, unknown>);
    }
  }
  return probability;
}
