import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type {
  CandleBatch,
  DriverCounts,
  ModelDriver,
} from '../../../../src-core/kinds/replay/engine/model-driver.ts';
import { positionField, type Position } from '../../../../src-core/kinds/replay/engine/position.ts';
import { RawPredictionList } from '../../../../src-core/kinds/replay/engine/raw-prediction-list.ts';
import { plainFieldOf } from '../../../../src-core/kinds/replay/plain-field.ts';
import type { ReplayPlan } from '../../../../src-core/kinds/replay/plan.ts';
import type { UserCodeEvents } from '../thread/user-code.ts';
import type { UserFunction, CallResult } from '../thread/user-function.ts';
import { encodeFrame, encodeJsonFrame, type Frame } from './frames.ts';
import { admitTexts } from './admit-texts.ts';
import { parsePython } from './from-python.ts';
import { PythonProcess } from './python-process.ts';
import { RoundTripDriver } from './round-trip-driver.ts';
import { RoundTripPipes } from './round-trip-pipes.ts';

/** Opens the driver of a plan's Python model; the feeding is the plan's. */
export async function openPythonDriver(
  plan: ReplayPlan,
  position: Position,
  temporaryFolder: string,
  events: UserCodeEvents,
): Promise<ModelDriver> {
  const pipes = plan.model.feeding === 'round_trip' ? new RoundTripPipes(temporaryFolder) : undefined;
  const python = new PythonProcess(
    {
      role: 'model',
      path: plan.model.path,
      python: plan.model.python,
      seed: plan.seed,
      callTimeoutSeconds: plan.model.call_timeout_seconds,
      temporaryFolder,
      config: modelConfig(plan, pipes?.paths),
      lastCandleTs: () => position[positionField.candleTs] ?? 0,
    },
    events,
  );
  try {
    await python.ready();
  } catch (thrown) {
    pipes?.closeRequests();
    pipes?.closeAnswers();
    throw thrown;
  }
  if (pipes === undefined) return new BatchedPythonDriver(plan, python, position);
  pipes.connected();
  return new RoundTripDriver(plan, python, position, pipes);
}

/** Opens a function of the user's in a Python file. */
export async function openPythonFunction(
  role: string,
  choice: { path: string; export: string },
  plan: ReplayPlan,
  temporaryFolder: string,
  events: UserCodeEvents,
): Promise<UserFunction> {
  const python = new PythonProcess(
    {
      role,
      path: choice.path,
      python: plan.model.python,
      seed: plan.seed,
      callTimeoutSeconds: plan.model.call_timeout_seconds,
      temporaryFolder,
      config: { export: choice.export },
      lastCandleTs: () => 0,
    },
    events,
  );
  await python.ready();
  return {
    call: async (argumentLists) => {
      const answer = await python.ask(encodeJsonFrame('S', argumentLists));
      return parsePython(answer.payload.toString()) as CallResult[];
    },
    close: () => python.close(),
  };
}

function modelConfig(plan: ReplayPlan, fifos: readonly string[] | undefined): Record<string, unknown> {
  return {
    export: plan.model.export,
    params: plan.model.params,
    mode: plan.mode,
    window_size: plan.windowSize,
    feeding: plan.model.feeding,
    fifos: fifos ?? null,
    on_tick_error: plan.model.on_tick_error,
    plain_field: plainFieldOf(plan.output) ?? null,
    method: plan.call.method,
    arguments: plan.call.arguments,
    subjects: plan.subjects,
    scopes: plan.scopes.map((scope) => ({
      subject_index: scope.subjectIndex,
      interval_seconds: scope.intervalSeconds,
      values: {
        subject: scope.subject,
        resolve_horizon_seconds: scope.horizonSeconds,
        step_seconds: scope.stepSeconds,
        scope: {
          scope_key: scope.key,
          subject: scope.subject,
          prediction_interval_seconds: scope.intervalSeconds,
          resolve_horizon_seconds: scope.horizonSeconds,
          step_seconds: scope.stepSeconds,
        },
      },
    })),
  };
}

/** Bytes before the columns of a `P` frame: end flag, ticks, tick errors, time, rows, bytes of JSON. */
const predictionHeader = 25;

/** Drives a Python model in blocks: the host runs the loop, candles go in and predictions come out by the thousand. */
class BatchedPythonDriver implements ModelDriver {
  readonly candlesPerRun = 16_384;
  readonly #python: PythonProcess;
  readonly #plan: ReplayPlan;
  readonly #position: Position;
  readonly #raw = new RawPredictionList();
  #counts: DriverCounts = { ticks: 0, tickErrors: 0 };

  constructor(plan: ReplayPlan, python: PythonProcess, position: Position) {
    this.#plan = plan;
    this.#python = python;
    this.#position = position;
  }

  async run(batch: CandleBatch): Promise<RawPredictionList> {
    this.#raw.clear();
    if (batch.subjects.length !== this.#plan.subjects.length) {
      throw new HindcastError('INTERNAL', 'A batch must hold every subject of the plan.');
    }
    await this.#python.ask(encodeBatch(batch), (frame) => this.#admit(frame));
    return this.#raw;
  }

  counts(): DriverCounts {
    return this.#counts;
  }

  close(): Promise<void> {
    return this.#python.close();
  }

  #admit({ payload }: Frame): void {
    const ticks = payload.readUInt32LE(1);
    this.#counts = { ticks, tickErrors: payload.readUInt32LE(5) };
    this.#position[positionField.candleTs] = payload.readDoubleLE(9);
    this.#position[positionField.ticks] = ticks;
    const rows = payload.readUInt32LE(17);
    const raw = this.#raw;
    const first = raw.length;
    raw.reserve(first + rows);
    let offset = predictionHeader;
    for (const column of [raw.signal, raw.candle, raw.scope]) {
      const bytes = rows * column.BYTES_PER_ELEMENT;
      new Uint8Array(column.buffer, first * column.BYTES_PER_ELEMENT, bytes).set(
        payload.subarray(offset, offset + bytes),
      );
      offset += bytes;
    }
    raw.length = first + rows;
    if (payload.readUInt32LE(21) > 0) admitTexts(raw, first, payload.subarray(offset).toString());
  }
}

/**
 * A `B` frame: for each subject the number of candles, four bytes of padding, their times as integers of 64 bits, and five
 * columns of doubles. Python takes twice as long to make integers of doubles.
 */
function encodeBatch(batch: CandleBatch): Buffer {
  const bytes = batch.subjects.reduce((sum, columns) => sum + 8 + 48 * columns.length, 0);
  const payload = Buffer.alloc(bytes);
  let offset = 0;
  for (const columns of batch.subjects) {
    payload.writeUInt32LE(columns.length, offset);
    offset += 8;
    writeIntegers(payload, offset, columns.ts, columns.length);
    offset += 8 * columns.length;
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      const column = columns[name];
      payload.set(new Uint8Array(column.buffer, column.byteOffset, 8 * columns.length), offset);
      offset += 8 * columns.length;
    }
  }
  return encodeFrame('B', payload);
}

/** Writes whole numbers as signed integers of 64 bits, the lower half first. */
function writeIntegers(payload: Buffer, offset: number, numbers: Float64Array, length: number): void {
  const halves = new DataView(payload.buffer, payload.byteOffset + offset, 8 * length);
  for (let index = 0; index < length; index++) {
    const number = numbers[index] as number;
    const upper = Math.floor(number / 2 ** 32);
    halves.setUint32(8 * index, number - upper * 2 ** 32, true);
    halves.setInt32(8 * index + 4, upper, true);
  }
}
