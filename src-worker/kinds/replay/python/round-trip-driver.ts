import { setImmediate, setTimeout } from 'node:timers/promises';
import type { CandleColumns } from '../../../../src-core/feed/candle.ts';
import type {
  CandleBatch,
  DriverCounts,
  ModelDriver,
} from '../../../../src-core/kinds/replay/engine/model-driver.ts';
import { positionField, type Position } from '../../../../src-core/kinds/replay/engine/position.ts';
import { RawPredictionList } from '../../../../src-core/kinds/replay/engine/raw-prediction-list.ts';
import { walkInTimeOrder } from '../../../../src-core/kinds/replay/engine/time-order.ts';
import type { ReplayPlan } from '../../../../src-core/kinds/replay/plan.ts';
import { admitTexts } from './admit-texts.ts';
import type { PythonProcess } from './python-process.ts';
import { noAnswer, type RoundTripPipes } from './round-trip-pipes.ts';

const requestBytes = 52;
/** Ticks after which the event loop gets a turn, so that what the model prints is taken away; a power of two. */
const ticksPerTurn = 64;
/** Turns of the event loop before waiting for an answer gives the processor away. */
const eagerTurns = 50;

interface Visit {
  readonly subject: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Shows a Python model each candle only when it is due: a request and an answer per candle. The thread blocks while the
 * model works. When one call takes long, perhaps because nobody reads what the model prints, the host sends a sign, and
 * the thread turns to its event loop.
 */
export class RoundTripDriver implements ModelDriver {
  readonly candlesPerRun = 8192;
  readonly #plan: ReplayPlan;
  readonly #python: PythonProcess;
  readonly #position: Position;
  readonly #pipes: RoundTripPipes;
  readonly #raw = new RawPredictionList();
  readonly #request = Buffer.alloc(requestBytes);
  readonly #seen: number[];
  #ticks = 0;
  #tickErrors = 0;
  /** Candles to go until the thread blocks again. */
  #turning = 0;

  constructor(plan: ReplayPlan, python: PythonProcess, position: Position, pipes: RoundTripPipes) {
    this.#plan = plan;
    this.#python = python;
    this.#position = position;
    this.#pipes = pipes;
    this.#seen = plan.subjects.map(() => 0);
  }

  async run(batch: CandleBatch): Promise<RawPredictionList> {
    this.#raw.clear();
    const visits: Visit[] = [];
    walkInTimeOrder(batch, (subject, from, to) => visits.push({ subject, from, to }));
    for (const { subject, from, to } of visits) {
      const columns = batch.subjects[subject] as CandleColumns;
      for (let row = from; row < to; row++) {
        this.#send(subject, columns, row);
        const bytes = this.#turning > 0 ? noAnswer.yet : this.#pipes.receive();
        const read = bytes > 0 ? bytes : await this.#turn();
        // Most answers are a number or nothing, and need no turn of the microtask queue.
        if (!this.#admitPlain(row)) await this.#admitTexts(read, row);
        this.#count(subject, columns, row);
        if (row % ticksPerTurn === 0) await setImmediate();
      }
    }
    return this.#raw;
  }

  counts(): DriverCounts {
    return { ticks: this.#ticks, tickErrors: this.#tickErrors };
  }

  async close(): Promise<void> {
    this.#pipes.closeRequests();
    await this.#python.close();
    this.#pipes.closeAnswers();
  }

  #send(subject: number, columns: CandleColumns, row: number): void {
    const request = this.#request;
    request.writeUInt32LE(subject, 0);
    request.writeDoubleLE(columns.ts[row] as number, 4);
    request.writeDoubleLE(columns.open[row] as number, 12);
    request.writeDoubleLE(columns.high[row] as number, 20);
    request.writeDoubleLE(columns.low[row] as number, 28);
    request.writeDoubleLE(columns.close[row] as number, 36);
    request.writeDoubleLE(columns.volume[row] as number, 44);
    this.#pipes.send(request);
  }

  #count(subject: number, columns: CandleColumns, row: number): void {
    const first = this.#plan.mode === 'compatible' ? this.#plan.windowSize : this.#plan.windowSize - 1;
    const seen = this.#seen[subject] as number;
    this.#seen[subject] = seen + 1;
    if (seen < first) return;
    this.#position[positionField.candleTs] = columns.ts[row] as number;
    this.#position[positionField.ticks] = ++this.#ticks;
  }

  /**
   * Waits for an answer while the event loop turns, and stays with that for some candles: a model that was slow, or
   * printed much, may be so again.
   *
   * @returns the bytes of the answer that are there
   * @throws HindcastError what the host died of
   */
  async #turn(): Promise<number> {
    this.#turning = this.#turning > 0 ? this.#turning - 1 : ticksPerTurn;
    return this.#await(() => this.#pipes.poll());
  }

  async #await(read: () => number): Promise<number> {
    for (let turns = 0; ; turns++) {
      const bytes = read();
      if (bytes > 0) return bytes;
      if (bytes === noAnswer.ever) throw await this.#python.died();
      await (turns < eagerTurns ? setImmediate() : setTimeout(1));
    }
  }

  /** Takes in an answer that is one number, or none; false when there is more to it. */
  #admitPlain(row: number): boolean {
    const { answer } = this.#pipes;
    this.#tickErrors = answer.readUInt32LE(1);
    const form = answer[0];
    if (form === 1) this.#raw.append(answer.readUInt16LE(5), row, answer.readDoubleLE(7));
    return form === 0 || form === 1;
  }

  async #admitTexts(bytes: number, row: number): Promise<void> {
    const { answer } = this.#pipes;
    const count = answer.readUInt16LE(5);
    const jsonBytes = answer.readUInt32LE(7);
    const whole = await this.#whole(bytes, 11 + count * 10 + jsonBytes);
    const first = this.#raw.length;
    for (let index = 0; index < count; index++) {
      const scope = whole.readUInt16LE(11 + count * 8 + index * 2);
      this.#raw.append(scope, row, whole.readDoubleLE(11 + index * 8));
    }
    if (jsonBytes > 0) {
      admitTexts(this.#raw, first, whole.toString('utf8', 11 + count * 10, 11 + count * 10 + jsonBytes));
    }
  }

  /** The rest of an answer that did not come in one piece. */
  async #whole(bytes: number, wanted: number): Promise<Buffer> {
    const { answer } = this.#pipes;
    const pieces = [Buffer.from(answer.subarray(0, bytes))];
    for (let there = bytes; there < wanted;) {
      const more = await this.#await(() => this.#pipes.pollMore());
      pieces.push(Buffer.from(answer.subarray(0, more)));
      there += more;
    }
    return Buffer.concat(pieces);
  }
}
