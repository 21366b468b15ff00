import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import { recogniseCsvColumns, type CsvColumns } from './csv-columns.ts';
import { parseCsvTime } from './csv-time.ts';
import type { HistoryProvider, HistoryRecord, PageRequest } from './history-provider.ts';

export const csvProviderSchema = z.strictObject({
  type: z.literal('csv'),
  folder: z.string().min(1).describe('Folder of CSV files, relative to this file'),
  files: z
    .array(z.string().regex(/^[^/\\]+\.csv$/i, 'name a .csv file of the folder'))
    .min(1)
    .optional()
    .describe('Which files of the folder; all of them when left out'),
});
export type CsvProviderConfig = z.infer<typeof csvProviderSchema>;

/** Some 200 bytes each; nearly two years of minutes. */
const usuallyHeld = 1_000_000;

/** All records of `from <= ts < until`, by time. */
interface Window {
  readonly signature: string;
  readonly from: number;
  readonly until: number;
  readonly records: readonly HistoryRecord[];
}

/**
 * The rows of a folder of CSV files. They are read once, and again when a file changes or when there are more than can be
 * held at once. Where files or rows repeat a time, the later one wins (files in order of their names).
 */
export class CsvProvider implements HistoryProvider {
  readonly pageSize = 14_400;
  readonly #feed: Feed;
  readonly #config: CsvProviderConfig;
  readonly #mostHeld: number;
  #window: Window | undefined;

  /**
   * @param config with an absolute folder
   * @param mostHeld how many records to keep between pages; a quarter more while files are read
   */
  constructor(feed: Feed, config: CsvProviderConfig, mostHeld = usuallyHeld) {
    this.#feed = feed;
    this.#config = config;
    this.#mostHeld = mostHeld;
  }

  async fetchPage(request: PageRequest): Promise<readonly HistoryRecord[]> {
    let from = request.startSeconds;
    for (;;) {
      const { records, until } = await this.#windowFrom(from, request.signal);
      const first = firstAtOrAfter(records, from);
      const end = firstAtOrAfter(records, request.endSeconds);
      if (first < end || until >= request.endSeconds) {
        return records.slice(first, Math.min(end, first + request.limit));
      }
      from = until;
    }
  }

  async #windowFrom(from: number, signal: AbortSignal): Promise<Window> {
    const files = await this.#files();
    const signature = await signatureOf(files);
    const held = this.#window;
    if (held?.signature === signature && held.from <= from && from < held.until) return held;
    // What is held now must not stand beside what comes.
    this.#window = undefined;
    const byTime = new Map<number, HistoryRecord>();
    let until = Infinity;
    const isWanted = (ts: number): boolean => ts >= from && ts < until;
    for (const file of files) {
      for await (const record of readCsvFile(file, this.#feed.kind, isWanted, signal)) {
        byTime.set(record.ts, record);
        if (byTime.size > 1.25 * this.#mostHeld) until = keepEarliest(byTime, this.#mostHeld);
      }
    }
    if ((await signatureOf(files)) !== signature) {
      throw new HindcastError(
        'DATA_CORRUPT',
        `The CSV files in ${this.#config.folder} changed while they were read. Retry the backfill when they are whole.`,
      );
    }
    const records = [...byTime.values()].sort((left, right) => left.ts - right.ts);
    this.#window = { signature, from, until, records };
    return this.#window;
  }

  async #files(): Promise<string[]> {
    const { folder, files } = this.#config;
    const present = await readdir(folder).catch((cause: unknown) => {
      throw new HindcastError('DATA_MISSING', `The CSV folder ${folder} cannot be read. Check "folder".`, {
        cause,
      });
    });
    const names = files ?? present.filter((name) => /\.csv$/i.test(name)).sort();
    const absent = names.filter((name) => !present.includes(name));
    if (names.length === 0 || absent.length > 0) {
      const what = names.length === 0 ? 'no CSV file' : `no ${absent.join(', ')}`;
      throw new HindcastError(
        'DATA_MISSING',
        `The folder ${folder} holds ${what}. Put it there or change the feed.`,
      );
    }
    return names.map((name) => join(folder, name));
  }
}

/** Drops all but the `count` earliest records; returns the earliest time that was dropped. */
function keepEarliest(byTime: Map<number, HistoryRecord>, count: number): number {
  const times = Float64Array.from(byTime.keys()).sort();
  for (const time of times.subarray(count)) byTime.delete(time);
  return times[count] ?? Infinity;
}

/** What changes when one of the files does. */
async function signatureOf(files: readonly string[]): Promise<string> {
  const stats = await Promise.all(files.map((file) => stat(file)));
  return files.map((file, at) => `${file}:${stats[at]?.size}:${stats[at]?.mtimeMs}`).join('\n');
}

/** The records of a file at the times that are wanted. */
async function* readCsvFile(
  file: string,
  kind: string,
  isWanted: (ts: number) => boolean,
  signal: AbortSignal,
): AsyncGenerator<HistoryRecord> {
  const rows = createReadStream(file, { signal }).compose(
    parse({ bom: true, delimiter: [',', ';', '\t'], info: true, trim: true, skip_empty_lines: true }),
  );
  let columns: CsvColumns | undefined;
  let line = 0;
  try {
    for await (const { record, info } of rows as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      line = info.lines;
      if (columns === undefined) {
        columns = recogniseCsvColumns(record, kind, file);
        continue;
      }
      const ts = parseCsvTime(record[columns.timestamp] ?? '');
      if (isWanted(ts)) yield toRecord(ts, record, columns, kind);
    }
  } catch (cause) {
    if (signal.aborted || (cause instanceof HindcastError && cause.code === 'DATA_CORRUPT')) throw cause;
    throw new HindcastError('DATA_CORRUPT', `${file}, line ${lineOf(cause) ?? line}: ${reasonOf(cause)}`, {
      cause,
    });
  }
  if (columns === undefined)
    throw new HindcastError('DATA_CORRUPT', `${file} is empty; it needs a header row.`);
}

/** The line that the parser could not make a row of. */
function lineOf(error: unknown): number | undefined {
  return error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : undefined;
}

/** The parser names lines in its own words, which the caller has said already. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ (on|at) line \d+/, '');
}

function toRecord(ts: number, row: readonly string[], columns: CsvColumns, kind: string): HistoryRecord {
  const cell = (index: number | undefined): string => (index === undefined ? '' : (row[index] ?? ''));
  const extra = Object.fromEntries(columns.extra.map(({ name, index }) => [name, numberOrText(cell(index))]));
  if (kind === 'tick') {
    const meta = JSON.stringify({ price: parseNumber(cell(columns.price)), ...extra });
    return { ts, open: null, high: null, low: null, close: null, volume: null, meta };
  }
  const price = columns.price === undefined ? {} : { price: parseNumber(cell(columns.price)) };
  return {
    ts,
    open: parseNumber(cell(columns.open)),
    high: parseNumber(cell(columns.high)),
    low: parseNumber(cell(columns.low)),
    close: parseNumber(cell(columns.close)),
    volume: parseNumber(cell(columns.volume)),
    meta: JSON.stringify({ ...price, ...extra }),
  };
}

/** A number, or null for a cell that is empty or says that there is none. */
function parseNumber(text: string): number | null {
  if (/^(|nan|null|none|na|n\/a)$/i.test(text)) return null;
  const value = Number(text);
  if (!Number.isFinite(value))
    throw new HindcastError('BAD_INPUT', `${JSON.stringify(text)} is not a number.`);
  return value;
}

function numberOrText(text: string): number | string {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function firstAtOrAfter(records: readonly HistoryRecord[], seconds: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.ts ?? Infinity) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
