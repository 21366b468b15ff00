import { parentPort, workerData } from 'node:worker_threads';
import {
  PredictionTable,
  type PredictionBuffers,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { replayCharts } from '../../../src-core/kinds/replay/report/replay-charts.ts';
import { sortTogether, type OrderBuffers } from './shared-orders.ts';

/** What the thread is started with: the run's plan and the memory that its predictions go to. */
export interface ChartThreadInput {
  plan: ReplayPlan;
  predictions: PredictionBuffers;
}

/** What the thread is asked when the run is over. */
export interface ChartRequest {
  rows: number;
  outputJson: ReadonlyMap<number, string>;
  orders: OrderBuffers;
}

/**
 * Computes the charts of a run beside the thread that computes its metrics. It is started with the run, so that it has
 * loaded what it needs by the time the predictions are there. No user code runs here.
 */
const { plan, predictions } = workerData as ChartThreadInput;
parentPort?.once('message', ({ rows, outputJson, orders }: ChartRequest) => {
  const table = new PredictionTable(predictions);
  table.length = rows;
  for (const [row, text] of outputJson) table.outputJson.set(row, text);
  const charts = replayCharts(plan, table, (scopeIndex) => sortTogether(orders, scopeIndex));
  parentPort?.postMessage(JSON.stringify(charts));
});
