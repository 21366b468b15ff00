import { parentPort, workerData } from 'node:worker_threads';
import type { DriverCounts } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import {
  reopenPredictions,
  type PredictionBuffers,
  type PredictionTexts,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import { measureReplay } from '../../../src-core/kinds/replay/measure.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { sortTogether, type OrderBuffers } from './shared-orders.ts';

/** What the thread is started with: a run that is over. */
export interface MeasureInput {
  plan: ReplayPlan;
  predictions: PredictionBuffers;
  texts: PredictionTexts;
  counts: DriverCounts;
  orders: OrderBuffers;
}

/** Computes the metrics of a large run, while the thread that started it goes on saying that it lives. */
const { plan, predictions, texts, counts, orders } = workerData as MeasureInput;
const table = reopenPredictions(predictions, texts);
parentPort?.postMessage(measureReplay(plan, table, counts, (scopeIndex) => sortTogether(orders, scopeIndex)));
