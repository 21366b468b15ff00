import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { allocateCandleColumns, type CandleColumns } from '../../src-core/feed/candle.ts';
import { JavaScriptDriver } from '../../src-core/kinds/replay/engine/javascript-driver.ts';
import type { TickData } from '../../src-core/kinds/replay/engine/model.ts';
import { positionLength } from '../../src-core/kinds/replay/engine/position.ts';
import { minutePlan } from '../support/minute-plan.ts';

const candlesPerPart = 8192;
const partsKept = 4;
const partsToSettle = 8;
const partsWatched = 24;
/** It grew by some 180 MB where V8 made in old memory what a tick hands over, and what that refers to stayed alive. */
const mostGrowth = 60e6;

const plan = minutePlan({ path: 'model.ts' });

/** A model that keeps what it is shown, and later all of a sudden no longer. */
class Collector {
  [method: string]: unknown;
  kept: TickData[] | undefined = [];
  #last: TickData | undefined;
  tick(data: TickData): void {
    this.#last = data;
    this.kept?.push(data);
  }
  predict(): number {
    return this.#last?.candles_1m.at(-1)?.close ?? 0;
  }
}

function candlesOfPart(part: number): CandleColumns {
  const columns = allocateCandleColumns(candlesPerPart);
  for (let row = 0; row < candlesPerPart; row++) {
    columns.ts[row] = 1_640_995_200 + (part * candlesPerPart + row) * 60;
    columns.close[row] = 100 + row;
  }
  return columns;
}

const oldMemory = (): number =>
  getHeapSpaceStatistics().find((space) => space.space_name === 'old_space')?.space_used_size ?? Number.NaN;

it('what a tick hands to a model is not made in old memory, whatever the model did with the first of it', () => {
  const model = new Collector();
  const driver = new JavaScriptDriver(plan, model, new Float64Array(positionLength), () => undefined);
  let before = 0;
  for (let part = 0; part < partsToSettle + partsWatched; part++) {
    if (part === partsKept) model.kept = undefined;
    if (part === partsToSettle) before = oldMemory();
    driver.run({ subjects: [candlesOfPart(part)] });
  }
  expect(oldMemory() - before).toBeLessThan(mostGrowth);
});
