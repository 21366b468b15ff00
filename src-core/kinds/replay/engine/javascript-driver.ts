import { candleAt, type Candle, type CandleColumns } from '../../../feed/candle.ts';
import { plainObjectsBy } from '../../../feed/plain-objects.ts';
import { HindcastError } from '../../../errors/hindcast-error.ts';
import { describeThrown } from '../../../errors/describe-thrown.ts';
import { isoSeconds } from '../../../time/utc.ts';
import type { ReplayPlan } from '../plan.ts';
import { plainFieldOf } from '../plain-field.ts';
import { firstTickIndex } from './first-tick.ts';
import { copyOutput } from './copy-output.ts';
import type { CandleBatch, DriverCounts, ModelDriver } from './model-driver.ts';
import type { ColumnsFrame, JavaScriptModel, TickData } from './model.ts';
import { positionCall, positionField, type Position } from './position.ts';
import { Question } from './question.ts';
import { RawPredictionList } from './raw-prediction-list.ts';
import { walkInTimeOrder } from './time-order.ts';
import { WindowColumns, type WindowStretch } from './window-columns.ts';

// The module's own constants: V8 compiles them into a loop, while it reads imported ones again for each candle.
const { candleTs: candleTsField, call: callField, ticks: ticksField } = positionField;
const { none: inNone, tick: inTick, predict: inPredict } = positionCall;

const Tick = plainObjectsBy(function (
  this: { -readonly [Key in keyof TickData]: TickData[Key] },
  symbol: string,
  asof: number,
  candles: readonly Candle[],
) {
  this.symbol = symbol;
  this.asof_ts = asof;
  this.candles_1m = candles;
});

type ObjectsModel = JavaScriptModel & { tick(data: TickData): unknown };
type ColumnsModel = JavaScriptModel & { tickColumns(frame: ColumnsFrame): unknown };

/** What the loop keeps of one subject from batch to batch. */
interface SubjectState {
  readonly symbol: string;
  readonly questions: readonly Question[];
  /** Candles seen in the whole run. */
  seen: number;
  /** Objects path: the latest candles, at least a window of them, oldest first. */
  readonly recent: Candle[];
  /** Columns path: the candles of the batch and the window before it. */
  readonly window: WindowColumns;
}

/** Rows kept before the list of recent candles is cut back to one window: so few that most candles die young. */
const recentCapacity = 512;

/**
 * Drives a JavaScript model in this thread (rules R1 to R6 of docs/spec/replay.md): every candle of the loop is a tick,
 * a prediction is asked for when a scope is due.
 */
export class JavaScriptDriver implements ModelDriver {
  /** Small enough that what a batch leaves stays in the processor's cache. */
  readonly candlesPerRun = 16_384;
  readonly #plan: ReplayPlan;
  readonly #model: JavaScriptModel;
  readonly #position: Position;
  readonly #onTickError: (message: string, thrown: unknown) => void;
  readonly #subjects: SubjectState[];
  readonly #raw = new RawPredictionList();
  /** Name of the one field of a prediction that is just a number; undefined when predictions hold more. */
  readonly #plainField: string | undefined;
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
    this.#plainField = plainFieldOf(plan.output);
    this.#firstLoopCandle = firstTickIndex(plan);
    this.#subjects = plan.subjects.map((symbol, subjectIndex) => ({
      symbol,
      questions: questionsOf(plan, model, subjectIndex),
      seen: 0,
      recent: [],
      window: new WindowColumns(plan.windowSize),
    }));
  }

  run(batch: CandleBatch, room?: Float64Array): RawPredictionList {
    this.#raw.clear(room);
    if (typeof this.#model.tickColumns === 'function') this.#runColumns(batch);
    else walkInTimeOrder(batch, (subject, from, to) => this.#visitObjects(batch, subject, from, to));
    this.#position[callField] = inNone;
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
    const first = Math.min(to, Math.max(from, from + this.#firstLoopCandle - state.seen));
    for (let row = from; row < first; row++) state.recent.push(candleAt(columns, row));
    if (first < to) this.#tickObjects(state, columns, first, to);
    this.#ticks += to - first;
    state.seen += to - from;
  }

  #tickObjects(state: SubjectState, columns: CandleColumns, first: number, to: number): void {
    const { symbol, questions, recent } = state;
    const windowSize = this.#plan.windowSize;
    const capacity = Math.max(recentCapacity, windowSize * 4);
    const model = this.#model as ObjectsModel;
    const position = this.#position;
    const ticksBefore = this.#ticks - first;
    for (let row = first; row < to; row++) {
      if (recent.length >= capacity) recent.splice(0, recent.length - windowSize + 1);
      recent.push(candleAt(columns, row));
      const asof = columns.ts[row] as number;
      position[candleTsField] = asof;
      position[ticksField] = ticksBefore + row;
      position[callField] = inTick;
      try {
        model.tick(new Tick(symbol, asof, recent.slice(recent.length - windowSize)));
      } catch (thrown) {
        this.#tickFailed(symbol, asof, thrown);
      }
      this.#askAll(questions, asof, row);
    }
  }

  #runColumns(batch: CandleBatch): void {
    const stretches = batch.subjects.map((candles, subject) =>
      this.#subjects[subject]?.window.advance(candles),
    );
    walkInTimeOrder(batch, (subject, from, to) => {
      const state = this.#subjects[subject];
      const ts = batch.subjects[subject]?.ts;
      if (state === undefined || ts === undefined) return;
      const first = Math.min(to, Math.max(from, from + this.#firstLoopCandle - state.seen));
      let row = first;
      for (const stretch of stretches[subject] ?? []) {
        const end = Math.min(to, stretch.end);
        if (row >= end) continue;
        this.#tickColumns(state, stretch, ts, row, end);
        row = end;
      }
      this.#ticks += to - first;
      state.seen += to - from;
    });
  }

  /** @param ts the batch's own times: those shown to the model are the model's to spoil */
  #tickColumns(
    state: SubjectState,
    stretch: WindowStretch,
    ts: Float64Array,
    first: number,
    to: number,
  ): void {
    const { questions, symbol } = state;
    const [question] = questions;
    if (question !== undefined && questions.length === 1) {
      this.#tickOne(symbol, question, stretch, ts, first, to);
    } else {
      this.#tickMany(symbol, questions, stretch, ts, first, to);
    }
  }

  /**
   * The loop of a subject with one scope, by far the usual case: what {@link #tickMany} does, with all that a prediction
   * needs at hand. A run spends most of its time in the inner loop, which ends at whatever is not a plain number.
   */
  #tickOne(
    symbol: string,
    question: Question,
    { columns, offset }: WindowStretch,
    ts: Float64Array,
    first: number,
    to: number,
  ): void {
    const windowSize = this.#plan.windowSize;
    const model = this.#model as ColumnsModel;
    const position = this.#position;
    const ticksBefore = this.#ticks - first;
    const takesNumbers = this.#plainField !== undefined;
    const raw = this.#raw;
    const from = raw.length;
    raw.reserve(from + to - first);
    const { scope, candle, signal } = raw;
    const { scopeIndex, intervalSeconds } = question;
    // Starting as a number with a fraction keeps V8 from making a new object for each time it is set.
    const frame = { symbol, asof_ts: 0.5, columns, start: 0, end: 0 };
    for (let row = first; row < to; row++) {
      let { lastTs } = question;
      let { length } = raw;
      let odd: unknown;
      let hasThrown = false;
      // With anything in it that V8 has not seen happen, it would check all these arrays again for each candle.
      for (; row < to; row++) {
        const end = offset + row + 1;
        const asof = ts[row] as number;
        frame.asof_ts = asof;
        frame.end = end;
        frame.start = end - windowSize;
        position[candleTsField] = asof;
        position[ticksField] = ticksBefore + row;
        position[callField] = inTick;
        try {
          model.tickColumns(frame);
          if (asof - lastTs < intervalSeconds) continue;
          lastTs = asof;
          position[callField] = inPredict;
          const returned = question.ask();
          if (!takesNumbers || typeof returned !== 'number' || returned - returned !== 0) {
            odd = returned;
            break;
          }
          signal[length] = returned;
        } catch (thrown) {
          odd = thrown;
          hasThrown = true;
          break;
        }
        candle[length] = row;
        length++;
      }
      question.lastTs = lastTs;
      raw.length = length;
      if (row === to) break;
      if (!hasThrown) {
        this.#take(question, row, odd);
      } else if (position[callField] === inPredict) {
        this.#predictFailed(question, row, odd);
      } else {
        const asof = ts[row] as number;
        this.#tickFailed(symbol, asof, odd);
        this.#askIfDue(question, asof, row);
      }
    }
    scope.fill(scopeIndex, from, raw.length);
  }

  /** The loop of a subject with several scopes. */
  #tickMany(
    symbol: string,
    questions: readonly Question[],
    { columns, offset }: WindowStretch,
    ts: Float64Array,
    first: number,
    to: number,
  ): void {
    const windowSize = this.#plan.windowSize;
    const model = this.#model as ColumnsModel;
    const position = this.#position;
    const ticksBefore = this.#ticks - first;
    // Starting as a number with a fraction keeps V8 from making a new object for each time it is set.
    const frame = { symbol, asof_ts: 0.5, columns, start: 0, end: 0 };
    for (let row = first; row < to; row++) {
      const end = offset + row + 1;
      const asof = ts[row] as number;
      frame.asof_ts = asof;
      frame.end = end;
      frame.start = end - windowSize;
      position[candleTsField] = asof;
      position[ticksField] = ticksBefore + row;
      position[callField] = inTick;
      try {
        model.tickColumns(frame);
      } catch (thrown) {
        this.#tickFailed(symbol, asof, thrown);
      }
      this.#askAll(questions, asof, row);
    }
  }

  #askAll(questions: readonly Question[], asof: number, row: number): void {
    for (let index = 0; index < questions.length; index++) {
      this.#askIfDue(questions[index] as Question, asof, row);
    }
  }

  #askIfDue(question: Question, asof: number, row: number): void {
    if (asof - question.lastTs < question.intervalSeconds) return;
    question.lastTs = asof;
    this.#position[callField] = inPredict;
    let returned: unknown;
    try {
      returned = question.ask();
    } catch (thrown) {
      this.#predictFailed(question, row, thrown);
      return;
    }
    this.#take(question, row, returned);
  }

  #take(question: Question, row: number, returned: unknown): void {
    let plain = Number.NaN;
    let output = returned;
    try {
      if (this.#plainField !== undefined) plain = plainNumber(returned, this.#plainField);
      // A bare NaN is not the same as "look at the output": NaN !== NaN, so it takes the slow path too and is refused there.
      if (plain !== plain) output = copyOutput(returned);
    } catch (thrown) {
      this.#predictFailed(question, row, thrown);
      return;
    }
    const index = this.#raw.append(question.scopeIndex, row, plain);
    if (plain !== plain) this.#raw.outputs.set(index, output);
  }

  #predictFailed(question: Question, row: number, thrown: unknown): void {
    const failed = this.#raw.append(question.scopeIndex, row, Number.NaN);
    this.#raw.errors.set(failed, describeThrown(thrown));
  }

  #tickFailed(symbol: string, asof: number, thrown: unknown): void {
    this.#tickErrors++;
    const message = `tick() threw at ${isoSeconds(asof)} (${symbol}): ${describeThrown(thrown)}`;
    if (this.#plan.model.on_tick_error === 'stop') {
      throw new HindcastError(
        'MODEL_FAILED',
        `${message}. Mend the model, or set model.on_tick_error to "continue".`,
        {
          details: { subject: symbol, candle_time: isoSeconds(asof) },
          cause: thrown,
        },
      );
    }
    this.#onTickError(message, thrown);
  }
}

function questionsOf(plan: ReplayPlan, model: JavaScriptModel, subjectIndex: number): Question[] {
  return plan.scopes.flatMap((scope, scopeIndex) =>
    scope.subjectIndex === subjectIndex ? [new Question(plan, model, scope, scopeIndex)] : [],
  );
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
