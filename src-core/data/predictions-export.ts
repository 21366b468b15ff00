/** Asks for the predictions of a result as CSV. Absolute paths. */
export interface ExportPredictionsCsv {
  /** Folder that holds `predictions.parquet`. */
  readonly resultFolder: string;
  /** File to write, replaced in one step when it exists. */
  readonly outPath: string;
}

export interface ExportedPredictions {
  readonly rows: number;
  readonly sizeBytes: number;
}
