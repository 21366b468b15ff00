import { Worker } from 'node:worker_threads';
import type {
  PredictionTable,
  PredictionBuffers,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import type { ChartRequest, ChartThreadInput } from './chart-thread.ts';
import type { OrderBuffers } from './shared-orders.ts';

/** What the charts need beside their columns is little. */
const youngGenerationMb = 12;

/** The thread that computes a run's charts. */
export class ChartBuilder {
  readonly #worker: Worker;

  constructor(plan: ReplayPlan, predictions: PredictionBuffers) {
    const workerData: ChartThreadInput = { plan, predictions };
    this.#worker = new Worker(new URL('./chart-thread.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    });
    // Heard of by whoever asks for the charts; a thread that fails before must not end the worker.
    this.#worker.on('error', () => undefined);
  }

  /**
   * The text of `charts.json`; to be asked for once, when every prediction is decided.
   *
   * @param orders what sorting is shared through with the thread that computes the metrics
   */
  build(table: PredictionTable, orders: OrderBuffers): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#worker.once('message', resolve);
      this.#worker.once('error', reject);
      const { length: rows, outputJson } = table;
      this.#worker.postMessage({ rows, outputJson, orders } satisfies ChartRequest);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
