import { Worker } from 'node:worker_threads';
import {
  textsOf,
  type PredictionBuffers,
  type PredictionTable,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import type { EvaluationAnswer, EvaluationRequest } from './evaluation-thread.ts';
import type { ResultHashes } from './result-hash.ts';
import type { OrderBuffers } from './shared-orders.ts';

/** What the charts need beside their columns is little. */
const youngGenerationMb = 12;

/** The thread that computes a run's charts and hashes, started before the run is over. */
export class RunEvaluation {
  /** The text of `charts.json`. */
  readonly charts: Promise<string>;
  readonly #charts = Promise.withResolvers<string>();
  readonly #hashes = Promise.withResolvers<ResultHashes>();
  readonly #worker: Worker;

  constructor() {
    this.charts = this.#charts.promise;
    // Heard of by whoever asks; a thread that fails before must not end the worker.
    for (const promise of [this.charts, this.#hashes.promise]) promise.catch(() => undefined);
    this.#worker = new Worker(new URL('./evaluation-thread.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    });
    this.#worker.on('message', (answer: EvaluationAnswer) => {
      if (answer.type === 'charts') this.#charts.resolve(answer.text);
      else this.#hashes.resolve(answer.hashes);
    });
    this.#worker.on('error', (error) => {
      for (const { reject } of [this.#charts, this.#hashes]) reject(error);
    });
  }

  /**
   * Begins with the charts, then the hashes; to be called once, when every prediction is decided.
   *
   * @param predictions the memory of the table
   * @param orders what sorting is shared through with the thread that computes the metrics
   */
  begin(
    plan: ReplayPlan,
    table: PredictionTable,
    predictions: PredictionBuffers,
    orders: OrderBuffers,
  ): void {
    this.#tell({ type: 'run', plan, predictions, texts: textsOf(table), orders });
  }

  /** Hashes of the predictions together with the metrics; to be asked for once, after {@link begin}. */
  hashes(metrics: Readonly<Record<string, number | null>>): Promise<ResultHashes> {
    this.#tell({ type: 'metrics', metrics });
    return this.#hashes.promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(request: EvaluationRequest): void {
    this.#worker.postMessage(request);
  }
}
