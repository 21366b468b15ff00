import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import type { LogLevel, LogOrigin } from '../../../../src-core/job/worker-protocol.ts';
import type { ScoreRequest } from '../../../../src-core/kinds/replay/engine/judges.ts';
import type { CandleBatch, DriverCounts } from '../../../../src-core/kinds/replay/engine/model-driver.ts';
import type { ScoreResult } from '../../../../src-core/kinds/replay/scoring/scoring-function.ts';
import type { ReplayPlan } from '../../../../src-core/kinds/replay/plan.ts';
import type { PredictionBuffers } from '../../../../src-core/kinds/replay/engine/prediction-table.ts';

/** What the thread needs to know of its run. */
export interface ThreadInput {
  plan: ReplayPlan;
  runId: string;
  /** See engine/position.ts. */
  position: SharedArrayBuffer;
  /** Where predictions go. */
  predictions: PredictionBuffers;
  /** Private folder for FIFOs and the like. */
  temporaryFolder: string;
}

export type ToThread =
  /** Comes first: the thread may have been started before its run was known. */
  | { type: 'start'; input: ThreadInput }
  | { type: 'batch'; batch: CandleBatch }
  | { type: 'finish' }
  /** Scores outputs that no model made; for a dry run of a scoring function. */
  | { type: 'probe'; requests: ScoreRequest[] };

export type FromThread =
  | { type: 'ready' }
  /** Rows of the shared table, from the first on, that are decided by now, and the texts of those newly so. */
  | { type: 'predictions'; decided: number; outputJson: [number, string][]; reason: [number, string][] }
  /** The batch comes back, so that its buffers can be filled again; there is none at the end of the run. */
  | { type: 'batchDone'; counts: DriverCounts; batch: CandleBatch | undefined }
  | { type: 'probed'; results: ScoreResult[] }
  | { type: 'log'; level: LogLevel; origin: LogOrigin; message: string }
  | { type: 'child'; pid: number }
  | { type: 'failed'; error: ErrorEnvelope; stack: string };
