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
  const rows = scoredRows(columns, scopeIndex);
  const { first, length, list } = rows;
  const gather = <Column extends Float64Array | Uint16Array>(column: Column): Column => {
    if (list === undefined) return column.subarray(first, first + length) as Column;
    const gathered = column.slice(0, length) as Column;
    for (let index = 0; index < length; index++) gathered[index] = column[list[index] as number] as number;
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
    probability: statedProbabilities(columns, rows, signal, firstOutputField),
  };
  return new PredictionSample(scored, findOrders);
}

/** Rows of a table: as many as `length` from `first` on, unless there is a list of them. */
interface Rows {
  readonly first: number;
  readonly length: number;
  readonly list: Uint32Array | undefined;
}

/** Mostly every prediction but the last ones is scored: then the columns serve as they are. */
function scoredRows({ status, scope, length: rows }: PredictionColumns, scopeIndex?: number): Rows {
  const isWanted = (row: number): boolean =>
    status[row] === statusCode.scored && (scopeIndex === undefined || scope[row] === scopeIndex);
  let length = 0;
  let first = 0;
  let last = -1;
  for (let row = 0; row < rows; row++) {
    if (!isWanted(row)) continue;
    if (length === 0) first = row;
    last = row;
    length++;
  }
  if (length === 0 || last - first === length - 1) return { first, length, list: undefined };
  const list = new Uint32Array(length);
  for (let row = first, index = 0; row <= last; row++) if (isWanted(row)) list[index++] = row;
  return { first, length, list };
}

/** None when no output states one. */
function statedProbabilities(
  columns: PredictionColumns,
  { first, length, list }: Rows,
  signal: Float64Array,
  firstOutputField: string,
): Float64Array | undefined {
  const plainIsProbability = isProbabilityField(firstOutputField);
  if (!plainIsProbability && columns.outputJson.size === 0) return undefined;
  const probability = new Float64Array(length).fill(Number.NaN);
  for (let index = 0; index < length; index++) {
    const text = columns.outputJson.get(list?.[index] ?? first + index);
    if (text === undefined) {
      if (plainIsProbability) probability[index] = signal[index] as number;
    } else if (mayStateProbability.test(text)) {
      probability[index] = probabilityOf(JSON.parse(text) as Record<string, unknown>);
    }
  }
  return probability;
}
