import type { Feed } from '../feed/feed.ts';

export const candleExportFormats = ['csv', 'parquet'] as const;
export type CandleExportFormat = (typeof candleExportFormats)[number];

/** How times are written as text: `2022-01-03T00:00:00Z`, or milliseconds since the epoch. */
export const candleExportTimes = ['iso', 'epoch_ms'] as const;
export type CandleExportTimes = (typeof candleExportTimes)[number];

/** Asks for cached candles in one file. */
export interface WriteCandles {
  /** Absolute path of the cache root. */
  readonly root: string;
  readonly feed: Feed;
  /** UTC days that have a file, in order. */
  readonly days: readonly string[];
  /** Seconds since the epoch, UTC; both ends included. */
  readonly from: number;
  readonly to: number;
  readonly format: CandleExportFormat;
  readonly times: CandleExportTimes;
  /** Absolute path of the file to write; whoever asks gives it its final name. */
  readonly path: string;
}

/** Asks how far the writing of a file is. */
export interface WrittenShareQuery {
  /** As {@link WriteCandles} has it. */
  readonly path: string;
}

export interface WrittenCandles {
  readonly rows: number;
  readonly sizeBytes: number;
}
