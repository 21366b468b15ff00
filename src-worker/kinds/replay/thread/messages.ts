import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import type { LogLevel, LogOrigin } from '../../../../src-core/job/worker-protocol.ts';
import type { CandleBatch, DriverCounts } from '../../../../src-core/kinds/replay/engine/model-driver.ts';
import type { ReplayPlan } from '../../../../src-core/kinds/replay/plan.ts';
import type { PredictionColumns } from '../../../../src-core/kinds/replay/prediction-columns.ts';

/** What the thread is started with. */
export interface ThreadInput {
  plan: ReplayPlan;
  runId: string;
  /** See engine/position.ts. */
  position: SharedArrayBuffer;
  /** Private folder for FIFOs and the like. */
  temporaryFolder: string;
}

export type ToThread = { type: 'batch'; batch: CandleBatch } | { type: 'finish' };

export type FromThread =
  | { type: 'ready' }
  | { type: 'predictions'; columns: PredictionColumns }
  | { type: 'batchDone'; counts: DriverCounts }
  | { type: 'log'; level: LogLevel; origin: LogOrigin; message: string }
  | { type: 'child'; pid: number }
  | { type: 'failed'; error: ErrorEnvelope; stack: string };
