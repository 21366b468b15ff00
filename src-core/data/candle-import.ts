import type { Feed } from '../feed/feed.ts';
import type { DayFileInspection } from './day-file-inspection.ts';

/** Asks to turn a user's file into day files, merged with the days that are there, under unfinished names. */
export interface StageImport {
  /** Absolute path of a CSV or Parquet file. */
  readonly path: string;
  readonly feed: Feed;
  /** Absolute path of the cache root. */
  readonly root: string;
  /** Goes into the unfinished names, see {@link unfinishedDayFileName}. */
  readonly token: string;
  /** Leaves rows out whose time or price cannot be read, instead of refusing the file. */
  readonly skipBadRows: boolean;
}

/** A row that cannot be used. `row` counts from 1 below the header (CSV) or from the first row (Parquet). */
export interface BadRow {
  readonly row: number;
  readonly problem: string;
}

export interface StagedDay {
  readonly day: string;
  /** Absolute path of the unfinished file, in the folder it will live in. */
  readonly path: string;
  /** Rows of the day that come from the imported file; the others were there before. */
  readonly importedRows: number;
  readonly inspection: DayFileInspection;
}

export interface StagedImport {
  readonly rowsRead: number;
  readonly badRows: number;
  /** The first bad rows. */
  readonly badRowExamples: readonly BadRow[];
  /** Rows of the file that a later row with the same time replaced. */
  readonly duplicates: number;
  /** Which column of the file was taken for what: `{"time": "Date", "close": "Close"}`. */
  readonly columns: Readonly<Record<string, string>>;
  readonly days: readonly StagedDay[];
}
