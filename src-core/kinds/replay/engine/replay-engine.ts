import type { CandleColumns } from '../../../feed/candle.ts';
import { HindcastError } from '../../../errors/hindcast-error.ts';
import { coerceOutput } from '../scoring/coerce-output.ts';
import type { Actual, ScoreResult } from '../scoring/scoring-function.ts';
import type { ReplayPlan } from '../plan.ts';
import { statusCode } from '../prediction-columns.ts';
import { CandleHistory } from './candle-history.ts';
import { jsonOf } from './json-of.ts';
import { scoreAll, type ResolveRequest, type ResolvingJudge, type ScoringJudge } from './judges.ts';
import type { CandleBatch, ModelDriver, RawPredictions } from './model-driver.ts';
import { markUnresolved, OutcomeFinder, resolvedUnscored, waiting } from './outcome-finder.ts';
import type { PredictionTable } from './prediction-table.ts';
import { splitBatch } from './split-batch.ts';

/** Characters that one output may take as JSON, as in resources/python/hindcast_host.py. */
const outputLimit = 1 << 18;

/**
 * Replays a plan: feeds candles to the model's driver, finds each prediction's outcome and scores it. Predictions go
 * into a table in the order they are made; the engine says how many of them, from the first on, are decided
 * (docs/spec/replay.md).
 */
export class ReplayEngine {
  readonly #plan: ReplayPlan;
  readonly #driver: ModelDriver;
  readonly #scoring: ScoringJudge;
  readonly #resolving: ResolvingJudge;
  readonly #table: PredictionTable;
  readonly #finders: readonly OutcomeFinder[];
  readonly #histories: readonly CandleHistory[];
  /** Outputs with more than the plain signal, by row, until they are scored. */
  readonly #outputs = new Map<number, Record<string, unknown>>();
  readonly #fieldName: string;
  readonly #runId: string;
  /** Predictions, from the first on, that are decided. */
  #decided = 0;

  /**
   * @param runId names the run inside `prediction_id`, which a user's scoring function receives in strict mode
   * @param table empty, with room for all predictions of the run, in new memory or that of another run of the plan
   */
  constructor(
    plan: ReplayPlan,
    driver: ModelDriver,
    scoring: ScoringJudge,
    resolving: ResolvingJudge,
    runId: string,
    table: PredictionTable,
  ) {
    this.#table = table;
    this.#plan = plan;
    this.#driver = driver;
    this.#scoring = scoring;
    this.#resolving = resolving;
    this.#runId = runId;
    this.#fieldName = plan.output[0]?.name ?? 'value';
    const which = resolving.form === 'candle' ? resolving.which : 'first_at_or_after';
    const signalScoring = scoring.form === 'signal' ? scoring.scoring : undefined;
    this.#finders = plan.scopes.map(
      (scope, index) => new OutcomeFinder(index, scope, which, plan.gapToleranceSeconds, signalScoring),
    );
    this.#histories = resolving.form === 'function' ? plan.subjects.map(() => new CandleHistory()) : [];
  }

  /**
   * Runs the next stretch of candles.
   *
   * @param onDecided hears how many predictions of the run, from the first on, are decided by now
   */
  async run(batch: CandleBatch, onDecided: (rows: number) => void): Promise<void> {
    for (const part of splitBatch(batch, this.#driver.candlesPerRun)) {
      // Before the model sees the candles: what it does to them must not reach a resolver.
      this.#histories.forEach((history, subject) => history.append(part.subjects[subject] as CandleColumns));
      const made = this.#driver.run(part, this.#table.signal.subarray(this.#table.length));
      this.#admit(part, made instanceof Promise ? await made : made);
      if (this.#resolving.form === 'candle' && this.#scoring.form === 'signal') {
        // Nothing to wait for: the hot path never leaves this turn of the event loop.
        if (this.#resolveByCandle(part)) this.#scoreSignals();
      } else {
        await this.#judgeByFunction(part);
      }
      this.#decided = this.#decidedPrefix();
      onDecided(this.#decided);
    }
  }

  /** Ends the run: what still waits stays without an outcome. Returns the number of predictions of the run. */
  finish(): number {
    const { status, length } = this.#table;
    for (let row = this.#decided; row < length; row++) {
      if (status[row] === waiting) markUnresolved(this.#table, row, statusCode.unresolvedEndOfData);
    }
    this.#outputs.clear();
    return length;
  }

  #admit(batch: CandleBatch, raw: RawPredictions): void {
    const table = this.#table;
    const first = table.length;
    if (first + raw.length > table.capacity) {
      throw new HindcastError('INTERNAL', `More predictions than the plan can make: ${first + raw.length}.`);
    }
    copyRows(
      table,
      raw,
      this.#plan.scopes.map((scope) => batch.subjects[scope.subjectIndex] as CandleColumns),
    );
    table.length = first + raw.length;
    for (const [index, returned] of raw.outputs) this.#admitOutput(first + index, returned, undefined);
    for (const [index, error] of raw.errors) this.#admitOutput(first + index, undefined, error);
  }

  /** Looks at an output that is more, or other, than a plain number. */
  #admitOutput(row: number, returned: unknown, error: string | undefined): void {
    const table = this.#table;
    const { mode, output: fields } = this.#plan;
    if (error !== undefined) table.reason.set(row, error);
    if (error !== undefined && mode === 'strict') {
      markUnresolved(table, row, statusCode.predictionFailed);
      return;
    }
    const given = error === undefined ? returned : { ...defaultsOf(this.#plan), _error: error };
    const coerced = coerceOutput(given, fields, mode);
    if (coerced.ok && coerced.plain) {
      table.signal[row] = coerced.signal;
      return;
    }
    const json = jsonOf(coerced.ok ? coerced.output : returned);
    if (error === undefined && json.length > outputLimit) {
      const size = `the output takes ${json.length} characters as JSON, more than ${outputLimit}`;
      this.#admitOutput(row, undefined, size);
      return;
    }
    if (!coerced.ok) {
      markUnresolved(table, row, statusCode.predictionFailed);
      table.reason.set(row, coerced.reason);
      if (returned !== undefined) table.outputJson.set(row, json);
      return;
    }
    table.signal[row] = coerced.signal;
    table.outputJson.set(row, json);
    if (this.#scoring.form !== 'signal') this.#outputs.set(row, coerced.output);
  }

  async #judgeByFunction(batch: CandleBatch): Promise<void> {
    let actuals: ReadonlyMap<number, Actual> = new Map();
    if (this.#resolving.form === 'function') actuals = await this.#resolveByFunction(batch);
    else this.#resolveByCandle(batch);
    if (this.#scoring.form === 'signal') this.#scoreSignals();
    else await this.#scoreOutputs(actuals);
  }

  /** Returns whether rows were left without a score. */
  #resolveByCandle(batch: CandleBatch): boolean {
    let leftUnscored = false;
    this.#plan.scopes.forEach((scope, index) => {
      const columns = batch.subjects[scope.subjectIndex];
      if (columns !== undefined && this.#finders[index]?.resolve(this.#table, columns)) leftUnscored = true;
    });
    return leftUnscored;
  }

  async #resolveByFunction(batch: CandleBatch): Promise<ReadonlyMap<number, Actual>> {
    const actuals = new Map<number, Actual>();
    if (this.#resolving.form !== 'function') return actuals;
    const table = this.#table;
    const requests: ResolveRequest[] = [];
    const rows: number[] = [];
    this.#plan.scopes.forEach((scope, index) => {
      const columns = batch.subjects[scope.subjectIndex];
      if (columns === undefined) return;
      this.#finders[index]?.visitClosed(table, columns, (row) => {
        const ts = table.ts[row] as number;
        const candles = this.#histories[scope.subjectIndex]?.between(ts, ts + scope.horizonSeconds) ?? [];
        requests.push({ candles, subject: scope.subject, horizonSeconds: scope.horizonSeconds });
        rows.push(row);
      });
    });
    const results = requests.length === 0 ? [] : await this.#resolving.resolve(requests);
    rows.forEach((row, index) => {
      const result = results[index];
      const actual = result?.ok === true ? result.actual : null;
      if (actual === null) {
        markUnresolved(table, row, statusCode.unresolvedNoPrice);
        if (result?.ok === false) table.reason.set(row, result.reason);
        return;
      }
      table.entryPrice[row] = actual.entry_price;
      table.resolvedPrice[row] = actual.resolved_price;
      table.resolvedTs[row] = requests[index]?.candles.at(-1)?.ts ?? Number.NaN;
      table.actualReturn[row] = actual.return;
      table.score[row] = Number.NaN;
      table.status[row] = resolvedUnscored;
      actuals.set(row, actual);
    });
    this.#forgetHistory();
    return actuals;
  }

  /** Scores by the signal what a resolver of the user's has resolved, and says of other rows why they have no score. */
  #scoreSignals(): void {
    if (this.#scoring.form !== 'signal') return;
    const { scoring } = this.#scoring;
    const { status, signal, actualReturn, length } = this.#table;
    for (let row = this.#decided; row < length; row++) {
      if (status[row] !== resolvedUnscored) continue;
      const given = signal[row] as number;
      const value = scoring.scoreSignal(given, actualReturn[row] as number);
      const reason =
        given === given
          ? `${scoring.name} gave ${value}, which is not a finite number`
          : 'the output holds no finite number to score';
      this.#keepScore(row, value - value === 0 ? { success: true, value } : { success: false, reason });
    }
  }

  async #scoreOutputs(actuals: ReadonlyMap<number, Actual>): Promise<void> {
    if (this.#scoring.form === 'signal') return;
    const rows: number[] = [];
    for (let row = this.#decided; row < this.#table.length; row++) {
      if (this.#table.status[row] === resolvedUnscored) rows.push(row);
    }
    const requests = rows.map((row) => ({
      output: this.#outputOf(row),
      actual: actuals.get(row) ?? this.#actualOf(row),
    }));
    const results = await scoreAll(this.#scoring, requests);
    rows.forEach((row, index) => this.#keepScore(row, results[index]));
  }

  #keepScore(row: number, result: ScoreResult | undefined): void {
    const table = this.#table;
    this.#outputs.delete(row);
    if (result?.success === true) {
      table.score[row] = result.value;
      for (const [field, column] of table.scoreFields) column[row] = result.fields?.[field] ?? Number.NaN;
      table.status[row] = statusCode.scored;
    } else {
      table.score[row] = Number.NaN;
      table.status[row] = statusCode.scoringFailed;
      table.reason.set(row, result?.reason ?? 'the scoring function gave no answer');
    }
  }

  #outputOf(row: number): Record<string, unknown> {
    const output = this.#outputs.get(row) ?? { [this.#fieldName]: this.#table.signal[row] };
    if (this.#scoring.form !== 'function' || this.#plan.mode === 'compatible') return output;
    return { ...output, model_id: this.#runId, prediction_id: `${this.#runId}-${row}` };
  }

  #actualOf(row: number): Actual {
    const table = this.#table;
    const entry = table.entryPrice[row] as number;
    const resolved = table.resolvedPrice[row] as number;
    return {
      entry_price: entry,
      resolved_price: resolved,
      return: table.actualReturn[row] as number,
      direction_up: resolved > entry,
    };
  }

  /** Candles older than every waiting prediction of their subject are of no more use to a resolver. */
  #forgetHistory(): void {
    const { ts, scope, status, length } = this.#table;
    const oldest = this.#histories.map(() => Number.POSITIVE_INFINITY);
    for (let row = this.#decided; row < length; row++) {
      const subject = this.#plan.scopes[scope[row] as number]?.subjectIndex ?? 0;
      if (status[row] === waiting) oldest[subject] = Math.min(oldest[subject] as number, ts[row] as number);
    }
    this.#histories.forEach((history, subject) => history.forgetBefore(oldest[subject] as number));
  }

  /** Rows before the first that still waits; what a finder has passed does not wait any more. */
  #decidedPrefix(): number {
    const { status, length } = this.#table;
    let row = Math.min(...this.#finders.map((finder) => finder.cursor));
    while (row < length && status[row] !== waiting) row++;
    return row;
  }
}

/** Appends raw predictions to the table's columns. */
function copyRows(
  table: PredictionTable,
  raw: RawPredictions,
  columnsByScope: readonly CandleColumns[],
): void {
  const from = table.length;
  const { scope, candle, length } = raw;
  table.status.fill(waiting, from, from + length);
  // The one scope of a plan is number 0, which is what the memory starts with.
  if (columnsByScope.length > 1) table.scope.set(scope.subarray(0, length), from);
  if (raw.signal.buffer !== table.signal.buffer) table.signal.set(raw.signal.subarray(0, length), from);
  const { ts, entryPrice } = table;
  const [columns] = columnsByScope;
  const first = candle[0] as number;
  if (columns !== undefined && columnsByScope.length === 1 && candle[length - 1] === first + length - 1) {
    // A prediction after every candle: whole stretches of the candles' columns, which copy at the speed of memory.
    ts.set(columns.ts.subarray(first, first + length), from);
    entryPrice.set(columns.close.subarray(first, first + length), from);
    return;
  }
  for (let index = 0, row = from; index < length; index++, row++) {
    const of = columnsByScope[scope[index] as number] as CandleColumns;
    const at = candle[index] as number;
    ts[row] = of.ts[at] as number;
    entryPrice[row] = of.close[at] as number;
  }
}

function defaultsOf(plan: ReplayPlan): Record<string, unknown> {
  return Object.fromEntries(plan.output.map((field) => [field.name, field.default ?? 0]));
}
