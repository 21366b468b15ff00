import type { OutputOf, ParsedInputOf } from '../api/contract.ts';

/** Folder of a result, absolute. */
interface OfResult {
  readonly resultFolder: string;
}

/** Asks for a page of predictions, sorted and filtered. */
export type PredictionPageQuery = OfResult & Omit<ParsedInputOf<'results.predictions'>, 'jobId'>;
export type PredictionPage = OutputOf<'results.predictions'>;

/** Asks for a series between two times, reduced. */
export type SeriesQuery = OfResult & Omit<ParsedInputOf<'results.series'>, 'jobId'>;
export type SeriesPoints = OutputOf<'results.series'>;

/** Asks for the predictions of a subject that were made from one time to another, both included. */
export interface PredictionMarksQuery extends OfResult {
  readonly subject: string;
  readonly from: number;
  readonly to: number;
  /** Most of them; the largest by size are kept. */
  readonly points: number;
}
export type PredictionMarks = OutputOf<'results.candles'>['predictions'];

/** Asks how runs compare; the first is the baseline. */
export interface CompareScoresQuery {
  readonly runs: readonly (OfResult & {
    /** Over how many predictions in a row an outcome is shared. */
    readonly overlap: number;
  })[];
  /** Most points of a curve. */
  readonly points: number;
}

/** Differences of all runs but the first, and a curve of every run, in the order of the runs. */
export interface ScoreComparison {
  readonly differences: readonly Omit<OutputOf<'results.compare'>['differences'][number], 'jobId'>[];
  readonly overlap: OutputOf<'results.compare'>['overlap'];
  readonly curves: readonly { readonly x: Float64Array; readonly y: Float64Array }[];
}
