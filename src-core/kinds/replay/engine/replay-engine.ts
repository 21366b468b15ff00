import { coerceOutput } from '../scoring/coerce-output.ts';
import type { Actual, ScoreResult } from '../scoring/scoring-function.ts';
import type { ReplayPlan } from '../plan.ts';
import { statusCode, type PredictionColumns } from '../prediction-columns.ts';
import type { ResolveRequest, ResolvingJudge, ScoreRequest, ScoringJudge } from './judges.ts';
import type { CandleBatch, ModelDriver, RawPredictions } from './model-driver.ts';
import { CandleHistory, OutcomeFinder } from './outcome-finder.ts';
import { PredictionStore } from './prediction-store.ts';
import { RowQueue } from './row-queue.ts';

/** Row awaiting its outcome; anything smaller is a decided status. */
const waiting = 255;

interface ScopeState {
  readonly queue: RowQueue;
  readonly finder: OutcomeFinder;
}

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
  readonly #scopes: readonly ScopeState[];
  readonly #histories: readonly CandleHistory[];
  /** Outputs with more than the plain signal, by row, until they are scored. */
  readonly #outputs = new Map<number, Record<string, unknown>>();
  readonly #fieldName: string;
  /** Prefix of the identifiers that production adds to what a scoring function sees. */
  readonly #runId: string;
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
    this.#scopes = plan.scopes.map(() => ({
      queue: new RowQueue(),
      finder: new OutcomeFinder(which, plan.gapToleranceSeconds),
    }));
    this.#histories = resolving.form === 'function' ? plan.subjects.map(() => new CandleHistory()) : [];
  }

  /** Runs the next stretch of candles and returns the predictions that are decided by now. */
  async run(batch: CandleBatch): Promise<PredictionColumns> {
    const made = this.#driver.run(batch);
    this.#admit(batch, made instanceof Promise ? await made : made);
    this.#histories.forEach((history, subject) => {
      const columns = batch.subjects[subject];
      if (columns !== undefined) history.append(columns);
    });
    const resolved: number[] = [];
    const actuals = new Map<number, Actual>();
    const requests: ResolveRequest[] = [];
    const requestRows: number[] = [];
    this.#plan.scopes.forEach((scope, index) => {
      const state = this.#scopes[index];
      const columns = batch.subjects[scope.subjectIndex];
      if (state === undefined || columns === undefined) return;
      state.finder.enter(columns);
      this.#resolveScope(index, resolved, requests, requestRows);
      state.finder.leave();
    });
    await this.#resolveByFunction(requests, requestRows, resolved, actuals);
    if (this.#scoring.form === 'signal') this.#scoreSignals(resolved);
    else await this.#scoreOutputs(resolved, actuals);
    this.#forgetHistory();
    return this.#emit(this.#decidedPrefix());
  }

  /** Ends the run: what still waits stays without an outcome. Returns the remaining predictions. */
  finish(): PredictionColumns {
    const { status, length } = this.#store;
    for (let row = 0; row < length; row++) {
      if (status[row] === waiting) status[row] = statusCode.unresolvedEndOfData;
    }
    this.#outputs.clear();
    return this.#emit(length);
  }

  #admit(batch: CandleBatch, raw: RawPredictions): void {
    const store = this.#store;
    for (let index = 0; index < raw.length; index++) {
      const scopeIndex = raw.scope[index] as number;
      const scope = this.#plan.scopes[scopeIndex];
      const columns = scope === undefined ? undefined : batch.subjects[scope.subjectIndex];
      if (columns === undefined) continue;
      const candle = raw.candle[index] as number;
      const row = store.append(columns.ts[candle] as number, scopeIndex, waiting);
      store.entryPrice[row] = columns.close[candle] as number;
      const signal = raw.signal[index] as number;
      // A number is its own output; anything else has to be looked at.
      if (signal === signal) store.signal[row] = signal;
      else this.#admitOutput(row, raw.outputs.get(index), raw.errors.get(index));
      if (store.status[row] === waiting) this.#scopes[scopeIndex]?.queue.push(row + this.#emitted);
    }
  }

  #admitOutput(row: number, returned: unknown, error: string | undefined): void {
    const store = this.#store;
    const { mode, output: fields } = this.#plan;
    if (error !== undefined && mode === 'strict') {
      store.status[row] = statusCode.predictionFailed;
      store.reason.set(row, error);
      return;
    }
    const given = error === undefined ? returned : { ...defaultsOf(this.#plan), _error: error };
    const coerced = coerceOutput(given, fields, mode);
    if (error !== undefined) store.reason.set(row, error);
    if (!coerced.ok) {
      store.status[row] = statusCode.predictionFailed;
      store.reason.set(row, coerced.reason);
      if (returned !== undefined) store.outputJson.set(row, jsonOf(returned));
      return;
    }
    store.signal[row] = coerced.signal;
    if (coerced.plain) return;
    store.outputJson.set(row, jsonOf(coerced.output));
    if (this.#scoring.form !== 'signal') this.#outputs.set(row + this.#emitted, coerced.output);
  }

  #resolveScope(scopeIndex: number, resolved: number[], requests: ResolveRequest[], requestRows: number[]): void {
    const state = this.#scopes[scopeIndex];
    const scope = this.#plan.scopes[scopeIndex];
    if (state === undefined || scope === undefined) return;
    const store = this.#store;
    const { queue, finder } = state;
    const byFunction = this.#resolving.form === 'function';
    while (queue.length > 0) {
      const row = queue.peek() - this.#emitted;
      const ts = store.ts[row] as number;
      const outcome = finder.find(ts + scope.horizonSeconds);
      if (outcome === undefined) return;
      queue.shift();
      if (byFunction) {
        const candles = this.#histories[scope.subjectIndex]?.between(ts, ts + scope.horizonSeconds) ?? [];
        requests.push({ candles, subject: scope.subject, horizonSeconds: scope.horizonSeconds });
        requestRows.push(row);
        continue;
      }
      const entry = store.entryPrice[row] as number;
      if (outcome.status !== statusCode.scored || entry - entry !== 0) {
        store.status[row] = outcome.status === statusCode.scored ? statusCode.unresolvedNoPrice : outcome.status;
        this.#outputs.delete(row + this.#emitted);
        continue;
      }
      store.resolvedPrice[row] = outcome.price;
      store.resolvedTs[row] = outcome.ts;
      store.actualReturn[row] = (outcome.price - entry) / Math.max(Math.abs(entry), 1e-9);
      resolved.push(row);
    }
  }

  async #resolveByFunction(
    requests: ResolveRequest[],
    rows: readonly number[],
    resolved: number[],
    actuals: Map<number, Actual>,
  ): Promise<void> {
    if (this.#resolving.form !== 'function' || requests.length === 0) return;
    const store = this.#store;
    const results = await this.#resolving.resolve(requests);
    rows.forEach((row, index) => {
      const result = results[index];
      const actual = result?.ok === true ? result.actual : null;
      if (actual === null) {
        store.status[row] = statusCode.unresolvedNoPrice;
        if (result?.ok === false) store.reason.set(row, result.reason);
        this.#outputs.delete(row + this.#emitted);
        return;
      }
      store.entryPrice[row] = actual.entry_price;
      store.resolvedPrice[row] = actual.resolved_price;
      store.resolvedTs[row] = requests[index]?.candles.at(-1)?.ts ?? Number.NaN;
      store.actualReturn[row] = actual.return;
      actuals.set(row, actual);
      resolved.push(row);
    });
  }

  #scoreSignals(rows: readonly number[]): void {
    if (this.#scoring.form !== 'signal') return;
    const scoring = this.#scoring.scoring;
    const store = this.#store;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      const signal = store.signal[row] as number;
      const score = scoring.scoreSignal(signal, store.actualReturn[row] as number);
      if (signal === signal && score - score === 0) {
        store.score[row] = score;
        store.status[row] = statusCode.scored;
      } else {
        store.status[row] = statusCode.scoringFailed;
        store.reason.set(
          row,
          signal === signal
            ? `${scoring.name} gave ${score}, which is not a finite number`
            : 'the output holds no finite number to score',
        );
      }
    }
  }

  async #scoreOutputs(rows: readonly number[], actuals: ReadonlyMap<number, Actual>): Promise<void> {
    if (this.#scoring.form === 'signal' || rows.length === 0) return;
    const requests: ScoreRequest[] = rows.map((row) => ({
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
    this.#outputs.delete(row + this.#emitted);
    if (result?.success === true) {
      store.score[row] = result.value;
      store.status[row] = statusCode.scored;
    } else {
      store.status[row] = statusCode.scoringFailed;
      store.reason.set(row, result?.reason ?? 'the scoring function gave no answer');
    }
  }

  #outputOf(row: number): Record<string, unknown> {
    const output = this.#outputs.get(row + this.#emitted) ?? { [this.#fieldName]: this.#store.signal[row] };
    if (this.#scoring.form !== 'function' || this.#plan.mode === 'compatible') return output;
    return { ...output, model_id: this.#runId, prediction_id: `${this.#runId}-${row + this.#emitted}` };
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
    this.#histories.forEach((history, subject) => {
      let oldest = Number.POSITIVE_INFINITY;
      this.#plan.scopes.forEach((scope, index) => {
        const queue = this.#scopes[index]?.queue;
        if (scope.subjectIndex !== subject || queue === undefined || queue.length === 0) return;
        oldest = Math.min(oldest, this.#store.ts[queue.peek() - this.#emitted] as number);
      });
      history.forgetBefore(oldest);
    });
  }

  #decidedPrefix(): number {
    let decided = this.#store.length;
    for (const { queue } of this.#scopes) {
      if (queue.length > 0) decided = Math.min(decided, queue.peek() - this.#emitted);
    }
    return decided;
  }

  #emit(count: number): PredictionColumns {
    this.#emitted += count;
    return this.#store.takeFirst(count);
  }
}

function defaultsOf(plan: ReplayPlan): Record<string, unknown> {
  return Object.fromEntries(plan.output.map((field) => [field.name, field.default ?? 0]));
}

/** JSON text of what a model returned; what JSON cannot hold becomes its description. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, member: unknown) =>
      typeof member === 'bigint' || (typeof member === 'number' && !Number.isFinite(member))
        ? String(member)
        : member,
    ) ?? String(value);
  } catch {
    return JSON.stringify(String(value));
  }
}
