import type { DataCall, DataParameters, DataResult } from '../../src-core/data/data-worker-protocol.ts';
import { checkChallenge } from './check-challenge.ts';
import { coverage } from './coverage.ts';
import { exportPredictionsCsv } from './export-predictions-csv.ts';
import { stageImport } from './import/stage-import.ts';
import { inspectDayFile } from './inspect-day-file.ts';
import type { SessionPool } from './session-pool.ts';

/** How a call is answered. */
export type DataHandler<Call extends DataCall> = (
  parameters: DataParameters<Call>,
  sessions: SessionPool,
) => Promise<DataResult<Call>>;

export const dataHandlers: { readonly [Call in DataCall]: DataHandler<Call> } = {
  inspectDayFile,
  coverage,
  stageImport,
  checkChallenge,
  exportPredictionsCsv,
};
