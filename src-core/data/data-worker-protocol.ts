import type { ErrorEnvelope } from '../errors/hindcast-error.ts';
import type { ChallengeCheckReport, CheckChallenge } from '../kinds/replay/challenge/check-report.ts';
import type { ImportPreview, ReadImport, StagedImport, StageImport } from './candle-import.ts';
import type { WriteCandles, WrittenCandles, WrittenShareQuery } from './candle-export.ts';
import type { ResampledDay, StageResampledDay } from './candle-resample.ts';
import type { CandleAnswer, CandleQuery } from './candle-query.ts';
import type { DayFileInspection, InspectDayFile } from './day-file-inspection.ts';
import type { AssessDays, DayAssessment } from '../quality/day-quality.ts';
import type {
  CompareScoresQuery,
  PredictionMarks,
  PredictionMarksQuery,
  PredictionPage,
  PredictionPageQuery,
  ScoreComparison,
  SeriesPoints,
  SeriesQuery,
} from './prediction-queries.ts';
import type { ExportedPredictions, ExportPredictionsCsv } from './predictions-export.ts';

/**
 * Every call that the data worker answers. Both ends derive their types from this map: a new call is a line here and a
 * handler in `src-worker/data/handlers.ts`.
 */
export interface DataWorkerCalls {
  inspectDayFile: { parameters: InspectDayFile; result: DayFileInspection };
  assessDays: { parameters: AssessDays; result: readonly DayAssessment[] };
  stageImport: { parameters: StageImport; result: StagedImport };
  stageResampledDay: { parameters: StageResampledDay; result: ResampledDay };
  writeCandles: { parameters: WriteCandles; result: WrittenCandles };
  /** In [0, 1]; null as long as that is not known. */
  writtenShare: { parameters: WrittenShareQuery; result: number | null };
  previewImport: { parameters: ReadImport; result: ImportPreview };
  checkChallenge: { parameters: CheckChallenge; result: ChallengeCheckReport };
  exportPredictionsCsv: { parameters: ExportPredictionsCsv; result: ExportedPredictions };
  predictionPage: { parameters: PredictionPageQuery; result: PredictionPage };
  predictionSeries: { parameters: SeriesQuery; result: SeriesPoints };
  predictionMarks: { parameters: PredictionMarksQuery; result: PredictionMarks };
  compareScores: { parameters: CompareScoresQuery; result: ScoreComparison };
  candleView: { parameters: CandleQuery; result: CandleAnswer };
}

export type DataCall = keyof DataWorkerCalls;
export type DataParameters<Call extends DataCall> = DataWorkerCalls[Call]['parameters'];
export type DataResult<Call extends DataCall> = DataWorkerCalls[Call]['result'];

/** A request as it travels; `id` is the caller's, and comes back with the reply. */
export type DataRequest = {
  [Call in DataCall]: { id: number; type: Call; parameters: DataParameters<Call> };
}[DataCall];

/** Replies come in the order in which the work ends. */
export type DataReply =
  { id: number; ok: true; result: DataResult<DataCall> } | { id: number; ok: false; error: ErrorEnvelope };
