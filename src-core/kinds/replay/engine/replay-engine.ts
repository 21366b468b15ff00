import type { CandleColumns } from '../../../feed/candle.ts';
import { coerceOutput } from '../scoring/coerce-output.ts';
import type { Actual, ScoreResult } from '../scoring/scoring-function.ts';
import type { ReplayPlan } from '../plan.ts';
import { statusCode, type PredictionColumns } from '../prediction-columns.ts';
import { CandleHistory } from './candle-history.ts';
import { jsonOf } from './json-of.ts';
import type { ResolveRequest, ResolvingJudge, ScoringJudge } from './judges.ts';
import type { CandleBatch, ModelDriver, RawPredictions } from './model-driver.ts';
import { markUnresolved, OutcomeFinder, resolvedUnscored, waiting } from './outcome-finder.ts';
import { PredictionStore } from './prediction-store.ts';
import { splitBatch } from './split-batch.ts';

/**
 * Replays a plan: feeds candles to the model's driver, finds each prediction's outcome, scores it, and hands back
 * predictions in the order they were made as soon as they, and all before them, are decided (docs/spec/replay.md).
 */
export class ReplayEngine {
  readonly #plan: ReplayPlan;
  readonly #driver: ModelDriver;
  readonly #scoring: ScoringJudge;
  readonly #resolving: ResolvingJudge;
  readonly #store = new PredictionStore();
  readonly #finders: readonly OutcomeFinder[];
  readonly #histories: readonly CandleHistory[];
  /** Outputs with more than the plain signal, by number of the prediction in the run, until they are scored. */
  readonly #outputs = new Map<number, Record<string, unknown>>();
  readonly #fieldName: string;
  readonly #runId: string;
  /** Predictions handed back so far: the number in the run of the store's first row. */
  #emitted = 0;

  /** @param runId names the run inside `prediction_id`, which a user's scoring function receives in strict mode */
  constructor(
    plan: ReplayPlan,
    driver: ModelDriver,
    scoring: ScoringJudge,
    resolving: ResolvingJudge,
    runId: string,
  ) {
    this.#plan = plan;
    this.#driver = driver;
    this.#scoring = scoring;
    this.#resolving = resolving;
    this.#runId = runId;
    this.#fieldName = plan.output[0]?.name ?? 'value';
    const which = resolving.form === 'candle' ? resolving.which : 'first_at_or_after';
    this.#finders = plan.scopes.map(
      (scope, index) => new OutcomeFinder(index, scope, which, plan.gapToleranceSeconds),
    );
    this.#histories = resolving.form === 'function' ? plan.subjects.map(() => new CandleHistory()) : [];
  }

  /**
   * Runs the next stretch of candles.
   *
   * @param onDecided receives, in order, the predictions that are decided by now, as views that are good during the
   *   call only
   */
  async run(batch: CandleBatch, onDecided: (columns: PredictionColumns) => void): Promise<void> {
    for (const part of splitBatch(batch, this.#driver.candlesPerRun)) {
      const made = this.#driver.run(part);
      this.#admit(part, made instanceof Promise ? await made : made);
      if (this.#resolving.form === 'candle' && this.#scoring.form === 'signal') {
        // Nothing to wait for: the hot path never leaves this turn of the event loop.
        this.#resolveByCandle(part);
        this.#scoreSignals();
      } else {
        await this.#judgeByFunction(part);
      }
      this.#emit(this.#decidedPrefix(), onDecided);
    }
  }

  /** Ends the run: what still waits stays without an outcome. */
  finish(onDecided: (columns: PredictionColumns) => void): void {
    const { status, length } = this.#store;
    for (let row = 0; row < length; row++) {
      if (status[row] === waiting) markUnresolved(this.#store, row, statusCode.unresolvedEndOfData);
    }
    this.#emit(length, onDecided);
  }

  #admit(batch: CandleBatch, raw: RawPredictions): void {
    const store = this.#store;
    const first = store.length;
    store.reserve(raw.length);
    copyRows(
      store,
      raw,
      this.#plan.scopes.map((scope) => batch.subjects[scope.subjectIndex] as CandleColumns),
    );
    store.length = first + raw.length;
    for (const [index, returned] of raw.outputs) this.#admitOutput(first + index, returned, undefined);
    for (const [index, error] of raw.errors) this.#admitOutput(first + index, undefined, error);
  }

  /** Looks at an output that is more, or other, than a plain number. */
  #admitOutput(row: number, returned: unknown, error: string | undefined): void {
    const store = this.#store;
    const { mode, output: fields } = this.#plan;
    if (error !== undefined) store.reason.set(row, error);
    if (error !== undefined && mode === 'strict') {
      markUnresolved(store, row, statusCode.predictionFailed);
      return;
    }
    const given = error === undefined ? returned : { ...defaultsOf(this.#plan), _error: error };
    const coerced = coerceOutput(given, fields, mode);
    if (!coerced.ok) {
      markUnresolved(store, row, statusCode.predictionFailed);
      store.reason.set(row, coerced.reason);
      if (returned !== undefined) store.outputJson.set(row, jsonOf(returned));
      return;
    }
    store.signal[row] = coerced.signal;
    if (coerced.plain) return;
    store.outputJson.set(row, jsonOf(coerced.output));
    if (this.#scoring.form !== 'signal') this.#outputs.set(row + this.#emitted, coerced.output);
  }

  async #judgeByFunction(batch: CandleBatch): Promise<void> {
    let actuals: ReadonlyMap<number, Actual> = new Map();
    if (this.#resolving.form === 'function') actuals = await this.#resolveByFunction(batch);
    else this.#resolveByCandle(batch);
    if (this.#scoring.form === 'signal') this.#scoreSignals();
    else await this.#scoreOutputs(actuals);
  }

  #resolveByCandle(batch: CandleBatch): void {
    this.#plan.scopes.forEach((scope, index) => {
      const columns = batch.subjects[scope.subjectIndex];
      if (columns !== undefined) this.#finders[index]?.resolve(this.#store, columns);
    });
  }

  async #resolveByFunction(batch: CandleBatch): Promise<ReadonlyMap<number, Actual>> {
    const actuals = new Map<number, Actual>();
    if (this.#resolving.form !== 'function') return actuals;
    const store = this.#store;
    this.#histories.forEach((history, subject) => {
      const columns = batch.subjects[subject];
      if (columns !== undefined) history.append(columns);
    });
    const requests: ResolveRequest[] = [];
    const rows: number[] = [];
    this.#plan.scopes.forEach((scope, index) => {
      const columns = batch.subjects[scope.subjectIndex];
      if (columns === undefined) return;
      this.#finders[index]?.visitClosed(store, columns, (row) => {
        const ts = store.ts[row] as number;
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
        markUnresolved(store, row, statusCode.unresolvedNoPrice);
        if (result?.ok === false) store.reason.set(row, result.reason);
        return;
      }
      store.entryPrice[row] = actual.entry_price;
      store.resolvedPrice[row] = actual.resolved_price;
      store.resolvedTs[row] = requests[index]?.candles.at(-1)?.ts ?? Number.NaN;
      store.actualReturn[row] = actual.return;
      store.score[row] = Number.NaN;
      store.status[row] = resolvedUnscored;
      actuals.set(row, actual);
    });
    this.#forgetHistory();
    return actuals;
  }

  #scoreSignals(): void {
    if (this.#scoring.form !== 'signal') return;
    const scoring = this.#scoring.scoring;
    const store = this.#store;
    const { status, signal, actualReturn, score, length } = store;
    for (let row = 0; row < length; row++) {
      if (status[row] !== resolvedUnscored) continue;
      const given = signal[row] as number;
      const value = scoring.scoreSignal(given, actualReturn[row] as number);
      if (given === given && value - value === 0) {
        score[row] = value;
        status[row] = statusCode.scored;
      } else {
        this.#keepScore(row, {
          success: false,
          reason:
            given === given
              ? `${scoring.name} gave ${value}, which is not a finite number`
              : 'the output holds no finite number to score',
        });
      }
    }
  }

  async #scoreOutputs(actuals: ReadonlyMap<number, Actual>): Promise<void> {
    if (this.#scoring.form === 'signal') return;
    const rows: number[] = [];
    for (let row = 0; row < this.#store.length; row++) {
      if (this.#store.status[row] === resolvedUnscored) rows.push(row);
    }
    const requests = rows.map((row) => ({
      output: this.#outputOf(row),
      actual: actuals.get(row) ?? this.#actualOf(row),
    }));
    const scoring = this.#scoring;
    const results =
      scoring.form === 'output'
        ? requests.map((request) => scoring.scoring.scoreOutput(request.output, request.actual))
        : await scoring.score(requests);
    rows.forEach((row, index) => this.#keepScore(row, results[index]));
  }

  #keepScore(row: number, result: ScoreResult | undefined): void {
    const store = this.#store;
    if (result?.success === true) {
      store.score[row] = result.value;
      store.status[row] = statusCode.scored;
    } else {
      store.score[row] = Number.NaN;
      store.status[row] = statusCode.scoringFailed;
      store.reason.set(row, result?.reason ?? 'the scoring function gave no answer');
    }
  }

  #outputOf(row: number): Record<string, unknown> {
    const number = row + this.#emitted;
    const output = this.#outputs.get(number) ?? { [this.#fieldName]: this.#store.signal[row] };
    if (this.#scoring.form !== 'function' || this.#plan.mode === 'compatible') return output;
    return { ...output, model_id: this.#runId, prediction_id: `${this.#runId}-${number}` };
  }

  #actualOf(row: number): Actual {
    const store = this.#store;
    const entry = store.entryPrice[row] as number;
    const resolved = store.resolvedPrice[row] as number;
    return {
      entry_price: entry,
      resolved_price: resolved,
      return: store.actualReturn[row] as number,
      direction_up: resolved > entry,
    };
  }

  /** Candles older than every waiting prediction of their subject are of no more use to a resolver. */
  #forgetHistory(): void {
    const { ts, scope, status, length } = this.#store;
    const oldest = this.#histories.map(() => Number.POSITIVE_INFINITY);
    for (let row = 0; row < length; row++) {
      const subject = this.#plan.scopes[scope[row] as number]?.subjectIndex ?? 0;
      if (status[row] === waiting) oldest[subject] = Math.min(oldest[subject] as number, ts[row] as number);
    }
    this.#histories.forEach((history, subject) => history.forgetBefore(oldest[subject] as number));
  }

  /** Rows before the first that still waits; what a finder has passed does not wait any more. */
  #decidedPrefix(): number {
    const { status, length } = this.#store;
    let row = Math.min(...this.#finders.map((finder) => finder.cursor));
    while (row < length && status[row] !== waiting) row++;
    return row;
  }

  #emit(count: number, onDecided: (columns: PredictionColumns) => void): void {
    onDecided(this.#store.firstRows(count));
    this.#store.dropFirst(count);
    for (const finder of this.#finders) finder.cursor = Math.max(0, finder.cursor - count);
    if (this.#outputs.size > 0) {
      for (let number = this.#emitted; number < this.#emitted + count; number++) this.#outputs.delete(number);
    }
    this.#emitted += count;
  }
}

/** Appends raw predictions to the store's columns; alone in a function so that V8 keeps the loop optimised. */
function copyRows(store: PredictionStore, raw: RawPredictions, columnsByScope: readonly CandleColumns[]): void {
  const { ts, scope, status, signal, entryPrice } = store;
  const { scope: rawScope, candle: rawCandle, signal: rawSignal, length } = raw;
  let row = store.length;
  for (let index = 0; index < length; index++, row++) {
    const scopeIndex = rawScope[index] as number;
    const columns = columnsByScope[scopeIndex] as CandleColumns;
    const candle = rawCandle[index] as number;
    ts[row] = columns.ts[candle] as number;
    entryPrice[row] = columns.close[candle] as number;
    scope[row] = scopeIndex;
    status[row] = waiting;
    signal[row] = rawSignal[index] as number;
  }
}

function defaultsOf(plan: ReplayPlan): Record<string, unknown> {
  return Object.fromEntries(plan.output.map((field) => [field.name, field.default ?? 0]));
}
