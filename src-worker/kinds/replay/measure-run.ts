import { Worker } from 'node:worker_threads';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { DriverCounts } from '../../../src-core/kinds/replay/engine/model-driver.ts';
import {
  textsOf,
  type PredictionBuffers,
  type PredictionTable,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import { measureReplay, type ReplayMeasurement } from '../../../src-core/kinds/replay/measure.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import type { MeasureAnswer, MeasureInput } from './measure-thread.ts';
import { sortTogether, type OrderBuffers } from './shared-orders.ts';

/** Predictions whose metrics take about a second: for fewer, a thread costs more than it is worth. */
const mostRowsHere = 1_000_000;

/** A run that is over, with the memory that its predictions are in. */
export interface RunToMeasure {
  readonly plan: ReplayPlan;
  readonly columns: PredictionTable;
  readonly predictions: PredictionBuffers;
  readonly counts: DriverCounts;
  readonly orders: OrderBuffers;
}

/**
 * Computes the metrics of a run without keeping this thread for more than a second or so: it has heartbeats to send.
 *
 * @param onShare hears which share of the figures is computed, where this thread is free to tell
 * @throws HindcastError `CANCELLED` when the signal is aborted
 */
export async function measureRun(
  { plan, columns, predictions, counts, orders }: RunToMeasure,
  signal: AbortSignal,
  onShare: (share: number) => void,
  rowsHere: number = mostRowsHere,
): Promise<ReplayMeasurement> {
  if (columns.length <= rowsHere) {
    return measureReplay(plan, columns, counts, (scopeIndex) => sortTogether(orders, scopeIndex));
  }
  const worker = new Worker(new URL('./measure-thread.ts', import.meta.url), {
    workerData: { plan, predictions, texts: textsOf(columns), counts, orders } satisfies MeasureInput,
  });
  const { promise, resolve, reject } = Promise.withResolvers<ReplayMeasurement>();
  worker.on('message', (answer: MeasureAnswer) => {
    if (answer.type === 'measured') resolve(answer.measured);
    else onShare(answer.share);
  });
  worker.once('error', reject);
  const stop = (): void => reject(new HindcastError('CANCELLED', 'The run was cancelled.'));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
