import type { Candle, CandleColumns } from '../../../feed/candle.ts';
import { HindcastError } from '../../../errors/hindcast-error.ts';
import { isoSeconds } from '../../../time/utc.ts';
import type { ReplayPlan } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { CandleBatch, DriverCounts, ModelDriver } from './model-driver.ts';
import type { JavaScriptModel } from './model.ts';
import { positionCall, positionField, type Position } from './position.ts';
import { RawPredictionList } from './raw-prediction-list.ts';
import { walkInTimeOrder } from './time-order.ts';

/** A scope as the loop needs it: when it last predicted, and how to ask. */
interface Question {
  readonly scopeIndex: number;
  readonly intervalSeconds: number;
  readonly ask: () => unknown;
  lastTs: number;
}

/** What the loop keeps of one subject from batch to batch. */
interface SubjectState {
  readonly symbol: string;
  readonly questions: readonly Question[];
  /** Candles seen in the whole run. */
  seen: number;
  /** Objects path: the latest candles, at least a window of them, oldest first. */
  readonly recent: Candle[];
  /** Columns path: rows of earlier batches that the window still needs. */
  carried: CandleColumns | undefined;
}

/** Rows kept before the list of recent candles is cut back to one window; bounds its memory. */
const recentCapacity = 4096;

/**
 * Drives a JavaScript model in this thread (rules R1 to R6 of docs/spec/replay.md): every candle of the loop is a tick,
 * a prediction is asked for when a scope is due.
 */
export class JavaScriptDriver implements ModelDriver {
  readonly #plan: ReplayPlan;
  readonly #model: JavaScriptModel;
  readonly #position: Position;
  readonly #onTickError: (message: string, thrown: unknown) => void;
  readonly #subjects: SubjectState[];
  readonly #raw = new RawPredictionList();
  readonly #fieldName: string;
  /** Index of a subject's first loop candle among all its candles. */
  readonly #firstLoopCandle: number;
  #ticks = 0;
  #tickErrors = 0;

  /** @param onTickError hears of each tick that threw while the plan says to go on */
  constructor(
    plan: ReplayPlan,
    model: JavaScriptModel,
    position: Position,
    onTickError: (message: string, thrown: unknown) => void,
  ) {
    this.#plan = plan;
    this.#model = model;
    this.#position = position;
    this.#onTickError = onTickError;
    this.#fieldName = plan.output[0]?.name ?? 'value';
    this.#firstLoopCandle = plan.mode === 'compatible' ? plan.windowSize : plan.windowSize - 1;
    this.#subjects = plan.subjects.map((symbol, subjectIndex) => ({
      symbol,
      questions: questionsOf(plan, model, subjectIndex),
      seen: 0,
      recent: [],
      carried: undefined,
    }));
  }

  run(batch: CandleBatch): RawPredictionList {
    this.#raw.clear();
    if (typeof this.#model.tickColumns === 'function') this.#runColumns(batch);
    else walkInTimeOrder(batch, (subject, from, to) => this.#visitObjects(batch, subject, from, to));
    this.#position[positionField.call] = positionCall.none;
    return this.#raw;
  }

  counts(): DriverCounts {
    return { ticks: this.#ticks, tickErrors: this.#tickErrors };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #visitObjects(batch: CandleBatch, subjectIndex: number, from: number, to: number): void {
    const state = this.#subjects[subjectIndex];
    const columns = batch.subjects[subjectIndex];
    if (state === undefined || columns === undefined) return;
    const { ts, open, high, low, close, volume } = columns;
    const { symbol, questions, recent } = state;
    const windowSize = this.#plan.windowSize;
    const capacity = Math.max(recentCapacity, windowSize * 4);
    const model = this.#model;
    const position = this.#position;
    let untilLoop = this.#firstLoopCandle - state.seen;
    for (let row = from; row < to; row++) {
      const asof = ts[row] as number;
      if (recent.length === capacity) recent.splice(0, capacity - windowSize + 1);
      recent.push(
        Object.freeze({
          ts: asof,
          open: open[row] as number,
          high: high[row] as number,
          low: low[row] as number,
          close: close[row] as number,
          volume: volume[row] as number,
        }),
      );
      if (untilLoop > 0) {
        untilLoop--;
        continue;
      }
      position[positionField.candleTs] = asof;
      position[positionField.call] = positionCall.tick;
      position[positionField.ticks] = ++this.#ticks;
      try {
        model.tick?.({ symbol, asof_ts: asof, candles_1m: recent.slice(recent.length - windowSize) });
      } catch (thrown) {
        this.#tickFailed(symbol, asof, thrown);
      }
      this.#askAll(questions, asof, row);
    }
    state.seen += to - from;
  }

  #runColumns(batch: CandleBatch): void {
    const windows = batch.subjects.map((columns, subjectIndex) => this.#windowColumns(columns, subjectIndex));
    walkInTimeOrder(batch, (subject, from, to) => {
      const columns = windows[subject];
      if (columns !== undefined) this.#visitColumns(columns, subject, from, to);
    });
    windows.forEach((columns, subjectIndex) => {
      const state = this.#subjects[subjectIndex];
      if (state !== undefined) state.carried = lastRows(columns, this.#plan.windowSize - 1);
    });
  }

  /** The batch's columns with what the window needs of earlier batches in front. */
  #windowColumns(columns: CandleColumns, subjectIndex: number): CandleColumns {
    const carried = this.#subjects[subjectIndex]?.carried;
    return carried === undefined || carried.length === 0 ? columns : joinColumns(carried, columns);
  }

  #visitColumns(columns: CandleColumns, subjectIndex: number, from: number, to: number): void {
    const state = this.#subjects[subjectIndex];
    if (state === undefined) return;
    const { questions, symbol } = state;
    const carried = state.carried?.length ?? 0;
    const windowSize = this.#plan.windowSize;
    const ts = columns.ts;
    const model = this.#model;
    const position = this.#position;
    const frame = { symbol, asof_ts: 0, columns, start: 0, end: 0 };
    const first = Math.max(from, from + this.#firstLoopCandle - state.seen);
    for (let row = first; row < to; row++) {
      const end = carried + row + 1;
      const asof = ts[end - 1] as number;
      frame.asof_ts = asof;
      frame.end = end;
      frame.start = end - windowSize;
      position[positionField.candleTs] = asof;
      position[positionField.call] = positionCall.tick;
      position[positionField.ticks] = ++this.#ticks;
      try {
        model.tickColumns?.(frame);
      } catch (thrown) {
        this.#tickFailed(symbol, asof, thrown);
      }
      this.#askAll(questions, asof, row);
    }
    state.seen += to - from;
  }

  #askAll(questions: readonly Question[], asof: number, row: number): void {
    for (let index = 0; index < questions.length; index++) {
      const question = questions[index] as Question;
      if (asof - question.lastTs >= question.intervalSeconds) {
        question.lastTs = asof;
        this.#position[positionField.call] = positionCall.predict;
        this.#ask(question, row);
      }
    }
  }

  #ask(question: Question, row: number): void {
    let returned: unknown;
    try {
      returned = question.ask();
    } catch (thrown) {
      const failed = this.#raw.append(question.scopeIndex, row, Number.NaN);
      this.#raw.errors.set(failed, messageOf(thrown));
      return;
    }
    const plain = plainNumber(returned, this.#fieldName);
    const index = this.#raw.append(question.scopeIndex, row, plain);
    // A bare NaN is not the same as "look at the output": NaN !== NaN, so it takes the slow path too and is refused there.
    if (plain !== plain) this.#raw.outputs.set(index, returned);
  }

  #tickFailed(symbol: string, asof: number, thrown: unknown): void {
    this.#tickErrors++;
    const message = `tick() threw at ${isoSeconds(asof)} (${symbol}): ${messageOf(thrown)}`;
    if (this.#plan.model.on_tick_error === 'stop') {
      throw new HindcastError('MODEL_FAILED', `${message}. Mend the model, or set model.on_tick_error to "continue".`, {
        details: { subject: symbol, candle_time: isoSeconds(asof) },
        cause: thrown,
      });
    }
    this.#onTickError(message, thrown);
  }
}

function questionsOf(plan: ReplayPlan, model: JavaScriptModel, subjectIndex: number): Question[] {
  return plan.scopes.flatMap((scope, scopeIndex) =>
    scope.subjectIndex === subjectIndex
      ? [
          {
            scopeIndex,
            intervalSeconds: scope.intervalSeconds,
            ask: bindCall(model, plan, scope),
            lastTs: Number.NEGATIVE_INFINITY,
          },
        ]
      : [],
  );
}

/** A call of the prediction method with the scope's values in the challenge's order, bound once so that it costs nothing. */
function bindCall(model: JavaScriptModel, plan: ReplayPlan, scope: Scope): () => unknown {
  const method = plan.call.method;
  const values = plan.call.arguments.map((argument) => argumentValue(argument.value, scope));
  const [first, second, third] = values;
  const target = model as Record<string, (...parameters: unknown[]) => unknown>;
  switch (values.length) {
    case 0:
      return () => target[method]?.();
    case 1:
      return () => target[method]?.(first);
    case 2:
      return () => target[method]?.(first, second);
    case 3:
      return () => target[method]?.(first, second, third);
    default:
      return () => target[method]?.(...values);
  }
}

function argumentValue(value: ReplayPlan['call']['arguments'][number]['value'], scope: Scope): unknown {
  switch (value) {
    case 'subject':
      return scope.subject;
    case 'resolve_horizon_seconds':
      return scope.horizonSeconds;
    case 'step_seconds':
      return scope.stepSeconds;
    case 'scope':
      return Object.freeze({
        scope_key: scope.key,
        subject: scope.subject,
        prediction_interval_seconds: scope.intervalSeconds,
        resolve_horizon_seconds: scope.horizonSeconds,
        step_seconds: scope.stepSeconds,
      });
  }
}

/** The number in an output that is a bare number, or an object with nothing but a finite number in the first field. */
function plainNumber(returned: unknown, fieldName: string): number {
  if (typeof returned === 'number') return returned - returned === 0 ? returned : Number.NaN;
  if (typeof returned !== 'object' || returned === null) return Number.NaN;
  const value = (returned as Record<string, unknown>)[fieldName];
  if (typeof value !== 'number' || value - value !== 0) return Number.NaN;
  for (const key in returned) if (key !== fieldName) return Number.NaN;
  return value;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}

function lastRows(columns: CandleColumns, count: number): CandleColumns {
  const from = Math.max(0, columns.length - count);
  return sliceColumns(columns, from, columns.length);
}

function sliceColumns(columns: CandleColumns, from: number, to: number): CandleColumns {
  return {
    length: to - from,
    ts: columns.ts.slice(from, to),
    open: columns.open.slice(from, to),
    high: columns.high.slice(from, to),
    low: columns.low.slice(from, to),
    close: columns.close.slice(from, to),
    volume: columns.volume.slice(from, to),
  };
}

function joinColumns(head: CandleColumns, tail: CandleColumns): CandleColumns {
  const join = (left: Float64Array, right: Float64Array): Float64Array => {
    const joined = new Float64Array(head.length + tail.length);
    joined.set(left.subarray(0, head.length));
    joined.set(right.subarray(0, tail.length), head.length);
    return joined;
  };
  return {
    length: head.length + tail.length,
    ts: join(head.ts, tail.ts),
    open: join(head.open, tail.open),
    high: join(head.high, tail.high),
    low: join(head.low, tail.low),
    close: join(head.close, tail.close),
    volume: join(head.volume, tail.volume),
  };
}
