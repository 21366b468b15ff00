import { parentPort, workerData } from 'node:worker_threads';
import type { DriverCounts } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import {
  reopenPredictions,
  type PredictionBuffers,
  type PredictionTexts,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import { measureReplay, type ReplayMeasurement } from '../../../src-core/kinds/replay/measure.ts';
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

/** What the thread says: which share of the figures it has, and at last all of them. */
export type MeasureAnswer =
  | { readonly type: 'share'; readonly share: number }
  | { readonly type: 'measured'; readonly measured: ReplayMeasurement };

/** Computes the metrics of a large run, while the thread that started it goes on saying that it lives. */
const { plan, predictions, texts, counts, orders } = workerData as MeasureInput;
const table = reopenPredictions(predictions, texts);
const tell = (answer: MeasureAnswer): void => parentPort?.postMessage(answer);
const measured = measureReplay(
  plan,
  table,
  counts,
  (scopeIndex) => sortTogether(orders, scopeIndex),
  (share) => tell({ type: 'share', share }),
);
tell({ type: 'measured', measured });
