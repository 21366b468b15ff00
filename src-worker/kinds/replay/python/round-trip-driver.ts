import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
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

/**
 * Makes the two named pipes of the round trip: to the host, and back.
 *
 * @throws HindcastError `BAD_SPEC` where the system has no named pipes
 */
export function makeFifos(temporaryFolder: string): readonly [string, string] {
  const fifos = [join(temporaryFolder, 'to-python'), join(temporaryFolder, 'from-python')] as const;
  const made = spawnSync('mkfifo', [...fifos]);
  if (made.status !== 0) {
    throw new HindcastError(
      'BAD_SPEC',
      'model.feeding "round_trip" needs named pipes, which this system does not have. Use "batched".',
    );
  }
  return fifos;
}

const requestBytes = 52;
const answerRoom = 1 << 16;
/** Attempts to read before the event loop gets a turn, so that what the model prints is taken away. */
const attemptsPerTurn = 200;

interface Visit {
  readonly subject: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Shows a Python model each candle only when it is due: a request and an answer per candle, over named pipes that this
 * thread polls, because a turn of the event loop per candle would be five times slower.
 */
export class RoundTripDriver implements ModelDriver {
  readonly candlesPerRun = 8192;
  readonly #plan: ReplayPlan;
  readonly #python: PythonProcess;
  readonly #position: Position;
  readonly #raw = new RawPredictionList();
  readonly #request = Buffer.alloc(requestBytes);
  readonly #answer = Buffer.alloc(answerRoom);
  readonly #requests: number;
  readonly #answers: number;
  readonly #seen: number[];
  #ticks = 0;
  #tickErrors = 0;

  constructor(plan: ReplayPlan, python: PythonProcess, position: Position, fifos: readonly [string, string]) {
    this.#plan = plan;
    this.#python = python;
    this.#position = position;
    this.#seen = plan.subjects.map(() => 0);
    // Opening without blocking: a host that died would otherwise hold this thread forever.
    this.#answers = openSync(fifos[1], constants.O_RDONLY | constants.O_NONBLOCK);
    this.#requests = openSync(fifos[0], constants.O_RDWR | constants.O_NONBLOCK);
  }

  async run(batch: CandleBatch): Promise<RawPredictionList> {
    this.#raw.clear();
    const visits: Visit[] = [];
    walkInTimeOrder(batch, (subject, from, to) => visits.push({ subject, from, to }));
    for (const { subject, from, to } of visits) {
      const columns = batch.subjects[subject] as CandleColumns;
      for (let row = from; row < to; row++) {
        this.#send(subject, columns, row);
        const bytes = this.#tryReceive(attemptsPerTurn);
        const read = bytes > 0 ? bytes : await this.#receive();
        // Most answers are a number or nothing, and need no turn of the microtask queue.
        if (!this.#admitPlain(row)) await this.#admitTexts(read, row);
        this.#count(subject, columns, row);
      }
    }
    return this.#raw;
  }

  counts(): DriverCounts {
    return { ticks: this.#ticks, tickErrors: this.#tickErrors };
  }

  async close(): Promise<void> {
    closeSync(this.#requests);
    await this.#python.close();
    closeSync(this.#answers);
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
    writeSync(this.#requests, request);
  }

  #count(subject: number, columns: CandleColumns, row: number): void {
    const first = this.#plan.mode === 'compatible' ? this.#plan.windowSize : this.#plan.windowSize - 1;
    const seen = this.#seen[subject] as number;
    this.#seen[subject] = seen + 1;
    if (seen < first) return;
    this.#position[positionField.candleTs] = columns.ts[row] as number;
    this.#position[positionField.ticks] = ++this.#ticks;
  }

  /** Bytes of an answer, or 0 when none came within that many attempts. */
  #tryReceive(attempts: number): number {
    const stackTraceLimit = Error.stackTraceLimit;
    // "Nothing there yet" comes as an exception; recording a stack for each would take longer than the answer.
    Error.stackTraceLimit = 0;
    try {
      return this.#poll(attempts);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  #poll(attempts: number): number {
    for (let attempt = 0; attempt < attempts; attempt++) {
      try {
        const bytes = readSync(this.#answers, this.#answer);
        if (bytes > 0) return bytes;
        return 0;
      } catch (error) {
        if ((error as { code?: string }).code !== 'EAGAIN') throw error;
      }
    }
    return 0;
  }

  async #receive(): Promise<number> {
    for (;;) {
      if (this.#python.failure !== undefined) throw this.#python.failure;
      await setImmediate();
      const bytes = this.#tryReceive(1);
      if (bytes > 0) return bytes;
    }
  }

  /** Takes in an answer that is one number, or none; false when there is more to it. */
  #admitPlain(row: number): boolean {
    const answer = this.#answer;
    this.#tickErrors = answer.readUInt32LE(1);
    const form = answer[0];
    if (form === 1) this.#raw.append(answer.readUInt16LE(5), row, answer.readDoubleLE(7));
    return form === 0 || form === 1;
  }

  async #admitTexts(bytes: number, row: number): Promise<void> {
    const count = this.#answer.readUInt16LE(5);
    const jsonBytes = this.#answer.readUInt32LE(7);
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
    let whole = Buffer.from(this.#answer.subarray(0, bytes));
    while (whole.byteLength < wanted) {
      const more = await this.#receive();
      whole = Buffer.concat([whole, this.#answer.subarray(0, more)]);
    }
    return whole;
  }
}
