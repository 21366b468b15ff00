import type { ErrorEnvelope } from '../errors/hindcast-error.ts';
import type { Feed } from '../feed/feed.ts';
import type { DayFileInspection } from './day-file-inspection.ts';

export const importFields = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
export type ImportField = (typeof importFields)[number];

export const importDelimiters = [',', ';', '\t', '|'] as const;

/** What a user says of a file; what is left out is found in the file. */
export interface ImportOptions {
  readonly delimiter?: (typeof importDelimiters)[number] | undefined;
  /**
   * Names of columns by field. The time may be put together of a date and a time of day or an hour; no column at all
   * means that the file has none for the field. The columns of a file without header are called `1`, `2`, …
   */
  readonly columns?: { readonly [Field in ImportField]?: readonly string[] | undefined } | undefined;
  /** IANA name of the zone of times that name none; UTC when left out. */
  readonly timeZone?: string | undefined;
  /** How times are written, as in `strptime`: `%m/%d/%Y %H:%M`. */
  readonly timeFormat?: string | undefined;
  /** Whether numbers have a comma where others have a point. */
  readonly decimalComma?: boolean | undefined;
}

/** What makes or wrote a file, as far as it can be told from its contents. */
export type ImportFormat =
  | 'hindcast'
  | 'binance'
  | 'coinbase'
  | 'kraken'
  | 'cryptodatadownload'
  | 'yahoo'
  | 'tradingview'
  | 'metatrader'
  | 'dukascopy'
  | 'freqtrade'
  | 'csv'
  | 'parquet';

/** A user's file and how to read it. */
export interface ReadImport {
  /** Absolute path of a CSV, JSON or Parquet file, or of an archive that holds one. */
  readonly path: string;
  /** Absolute path of an empty folder that whoever asks has made and removes: an archive is unpacked there. */
  readonly scratch: string;
  readonly options: ImportOptions;
}

/** Asks to turn a user's file into day files, merged with the days that are there, under unfinished names. */
export interface StageImport extends ReadImport {
  readonly feed: Feed;
  /** Absolute path of the cache root. */
  readonly root: string;
  /** Goes into the unfinished names, see {@link unfinishedDayFileName}. */
  readonly token: string;
  /** Leaves rows out whose time or price cannot be read, instead of refusing the file. */
  readonly skipBadRows: boolean;
}

/** A row that cannot be used. `row` counts from 1 below the header (CSV) or from the first row (other files). */
export interface BadRow {
  readonly row: number;
  readonly problem: string;
}

/** What came of reading a file. */
export interface ImportFigures {
  readonly format: ImportFormat;
  readonly rowsRead: number;
  readonly badRows: number;
  /** The first bad rows. */
  readonly badRowExamples: readonly BadRow[];
  /** Rows of the file that a later row with the same time replaced. */
  readonly duplicates: number;
  /** Which column of the file was taken for what: `{"time": "Date", "close": "Close"}`. */
  readonly columns: Readonly<Record<string, string>>;
}

export interface StagedDay {
  readonly day: string;
  /** Absolute path of the unfinished file, in the folder it will live in. */
  readonly path: string;
  /** Rows of the day that come from the imported file; the others were there before. */
  readonly importedRows: number;
  readonly inspection: DayFileInspection;
}

export interface StagedImport extends ImportFigures {
  readonly days: readonly StagedDay[];
}

/** A row as it would be stored. `time` in seconds since the epoch, UTC. */
export interface ImportedRow {
  readonly time: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
}

/** How far the rows of a file are apart. */
export interface CandleSteps {
  /** The commonest time between rows; null when there are fewer than two. */
  readonly stepSeconds: number | null;
  /** The median time between rows, of two in the middle the longer one; null when no step comes twice. */
  readonly medianStepSeconds: number | null;
}

/** What an import would make of a file; nothing of it is kept. */
export interface ImportPreview extends ImportFigures, CandleSteps {
  /** Null for files that are not CSV. */
  readonly delimiter: string | null;
  readonly decimalComma: boolean;
  readonly hasHeader: boolean;
  /** Every column of the file, with the first values as they are written there. */
  readonly fileColumns: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** The first rows, by time. */
  readonly rows: readonly ImportedRow[];
  /** UTC days with their rows, in order. */
  readonly days: readonly { readonly day: string; readonly rows: number }[];
  /** What a Parquet file with the schema of the cache says that it holds. */
  readonly feed: Feed | null;
  /** Why it cannot be imported as asked; where it cannot even be read, `rows` and `days` are empty. */
  readonly problem: ErrorEnvelope | null;
}
