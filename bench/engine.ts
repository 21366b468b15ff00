import { largestWithin } from './best-of.ts';
import { allocateCandleColumns, type CandleColumns } from '../src-core/feed/candle.ts';
import { JavaScriptDriver } from '../src-core/kinds/replay/engine/javascript-driver.ts';
import type { JavaScriptModel, TickData, ColumnsFrame } from '../src-core/kinds/replay/engine/model.ts';
import { positionLength } from '../src-core/kinds/replay/engine/position.ts';
import { allocatePredictions, PredictionTable } from '../src-core/kinds/replay/engine/prediction-table.ts';
import { ReplayEngine } from '../src-core/kinds/replay/engine/replay-engine.ts';
import { splitBatch } from '../src-core/kinds/replay/engine/split-batch.ts';
import { directional } from '../src-core/kinds/replay/scoring/directional.ts';
import { SeededRandom } from '../src-core/numeric/seeded-random.ts';
import { minutePlan } from '../tests/support/minute-plan.ts';

/** Ticks per second of the engine alone: candles in memory, a full window of 120, a prediction and a score each bar. */
const candles = 525_600;
const rowsPerBatch = 131_072;

export const benchPlan = minutePlan({ path: 'model.ts' });

class ObjectsModel implements JavaScriptModel {
  [method: string]: unknown;
  #data: TickData | undefined;
  tick(data: TickData): void {
    this.#data = data;
  }
  predict(): { value: number } {
    const window = this.#data?.candles_1m ?? [];
    return { value: (window.at(-1)?.close ?? 0) - (window.at(-2)?.close ?? 0) };
  }
}

class ColumnsModel implements JavaScriptModel {
  [method: string]: unknown;
  #change = 0;
  tickColumns({ columns, end }: ColumnsFrame): void {
    const close = columns.close;
    this.#change = (close[end - 1] as number) - (close[end - 2] as number);
  }
  predict(): number {
    return this.#change;
  }
}

function randomWalk(): CandleColumns[] {
  const random = new SeededRandom(1);
  const batches: CandleColumns[] = [];
  let price = 30_000;
  for (let from = 0; from < candles; from += rowsPerBatch) {
    const columns = allocateCandleColumns(Math.min(rowsPerBatch, candles - from));
    for (let row = 0; row < columns.length; row++) {
      columns.ts[row] = 1_640_995_200 + (from + row) * 60;
      columns.open[row] = price;
      price *= 1 + (random.uniform() - 0.5) * 0.001;
      columns.close[row] = price;
      columns.high[row] = price * 1.001;
      columns.low[row] = price * 0.999;
      columns.volume[row] = random.uniform();
    }
    batches.push(columns);
  }
  return batches;
}

/** Seconds for which each figure is measured. */
const seconds = 5;

function openDriver(makeModel: () => JavaScriptModel): JavaScriptDriver {
  return new JavaScriptDriver(benchPlan, makeModel(), new Float64Array(positionLength), () => undefined);
}

/** The whole engine: ticks, predictions, outcomes and scores. */
function engineSpeed(makeModel: () => JavaScriptModel, batches: readonly CandleColumns[]): Promise<number> {
  const buffers = allocatePredictions(benchPlan, [candles]);
  return largestWithin(seconds, async () => {
    const driver = openDriver(makeModel);
    const engine = new ReplayEngine(
      benchPlan,
      driver,
      { form: 'signal', scoring: directional },
      { form: 'candle', which: 'first_at_or_after' },
      'bench',
      new PredictionTable(buffers),
    );
    const started = performance.now();
    for (const columns of batches) await engine.run({ subjects: [columns] }, () => undefined);
    engine.finish();
    return (driver.counts().ticks / (performance.now() - started)) * 1000;
  });
}

/** The loop that calls the model, alone. */
function loopSpeed(makeModel: () => JavaScriptModel, batches: readonly CandleColumns[]): Promise<number> {
  return largestWithin(seconds, () => {
    const driver = openDriver(makeModel);
    const started = performance.now();
    for (const columns of batches) {
      for (const part of splitBatch({ subjects: [columns] }, driver.candlesPerRun)) driver.run(part);
    }
    return (driver.counts().ticks / (performance.now() - started)) * 1000;
  });
}

export interface EngineFigures {
  readonly objects: number;
  readonly objectsLoop: number;
  readonly columns: number;
  readonly columnsLoop: number;
}

/** The figures of this part of the bench, in ticks per second: each the best that five seconds of rounds show. */
export async function benchEngine(): Promise<EngineFigures> {
  const batches = randomWalk();
  const objects = (): JavaScriptModel => new ObjectsModel();
  const columns = (): JavaScriptModel => new ColumnsModel();
  return {
    columns: await engineSpeed(columns, batches),
    columnsLoop: await loopSpeed(columns, batches),
    objects: await engineSpeed(objects, batches),
    objectsLoop: await loopSpeed(objects, batches),
  };
}
