import { parentPort } from 'node:worker_threads';
import {
  reopenPredictions,
  type PredictionBuffers,
  type PredictionTexts,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { replayCharts } from '../../../src-core/kinds/replay/report/replay-charts.ts';
import { ResultHasher, type ResultHashes } from './result-hash.ts';
import { sortTogether, type OrderBuffers } from './shared-orders.ts';

/** What the thread is told when the run is over, and then when its metrics are known. */
export type EvaluationRequest =
  | {
      type: 'run';
      plan: ReplayPlan;
      predictions: PredictionBuffers;
      texts: PredictionTexts;
      orders: OrderBuffers;
    }
  | { type: 'metrics'; metrics: Readonly<Record<string, number | null>> };

/** What it answers: the text of `charts.json`, then the hashes. */
export type EvaluationAnswer = { type: 'charts'; text: string } | { type: 'hashes'; hashes: ResultHashes };

/**
 * Computes the charts of a run and hashes it beside the thread that computes its metrics. It is started before its run is
 * over, so that it has loaded what it needs by the time the predictions are there. No user code runs here.
 */
let hasher: ResultHasher | undefined;

function answer(message: EvaluationAnswer): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (request: EvaluationRequest) => {
  if (request.type === 'metrics') {
    if (hasher !== undefined) answer({ type: 'hashes', hashes: hasher.finish(request.metrics) });
    return;
  }
  const { plan, predictions, texts, orders } = request;
  const table = reopenPredictions(predictions, texts);
  const charts = replayCharts(plan, table, (scopeIndex) => sortTogether(orders, scopeIndex));
  answer({ type: 'charts', text: JSON.stringify(charts) });
  hasher = new ResultHasher(table);
});
