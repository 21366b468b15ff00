import type { DataCall, DataParameters, DataResult } from '../../src-core/data/data-worker-protocol.ts';
import { assessDays } from './assess-days.ts';
import { checkChallenge } from './check-challenge.ts';
import { exportPredictionsCsv } from './export-predictions-csv.ts';
import { previewImport } from './import/preview-import.ts';
import { stageImport } from './import/stage-import.ts';
import { inspectDayFile } from './inspect-day-file.ts';
import { ArrayCache } from './results/array-cache.ts';
import { candleView } from './results/candle-view.ts';
import { compareScores } from './results/compare-scores.ts';
import { PredictionFile } from './results/prediction-file.ts';
import { predictionMarks } from './results/prediction-marks.ts';
import { predictionPage } from './results/prediction-page.ts';
import { predictionSeries } from './results/prediction-series.ts';
import type { SessionPool } from './session-pool.ts';
import { stageResampledDay } from './stage-resampled-day.ts';
import { writeCandles, writtenShare } from './write-candles.ts';

/** How a call is answered. */
export type DataHandler<Call extends DataCall> = (
  parameters: DataParameters<Call>,
  sessions: SessionPool,
) => Promise<DataResult<Call>>;

/** Room for the columns of a few results of half a million predictions. */
const mostArrayBytes = 256 * 1024 * 1024;
const arrays = new ArrayCache(mostArrayBytes);

const open = (folder: string, sessions: SessionPool): Promise<PredictionFile> =>
  PredictionFile.open(folder, sessions, arrays);

export const dataHandlers: { readonly [Call in DataCall]: DataHandler<Call> } = {
  inspectDayFile,
  assessDays,
  stageImport,
  previewImport,
  stageResampledDay,
  writeCandles,
  writtenShare,
  checkChallenge,
  exportPredictionsCsv,
  predictionPage: async (query, sessions) => predictionPage(await open(query.resultFolder, sessions), query),
  predictionSeries: async (query, sessions) =>
    predictionSeries(await open(query.resultFolder, sessions), query),
  predictionMarks: async (query, sessions) =>
    predictionMarks(await open(query.resultFolder, sessions), query),
  compareScores: async (query, sessions) =>
    compareScores(await Promise.all(query.runs.map((run) => open(run.resultFolder, sessions))), query),
  candleView: (query, sessions) => candleView(query, sessions, arrays),
};
