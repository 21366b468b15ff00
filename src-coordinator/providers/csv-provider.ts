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

/**
 * The rows of a folder of CSV files, read once and again when a file changes. Where files or rows repeat a time, the
 * later one wins (files in order of their names).
 */
export class CsvProvider implements HistoryProvider {
  readonly pageSize = 14_400;
  readonly #feed: Feed;
  readonly #config: CsvProviderConfig;
  #loaded: { signature: string; records: readonly HistoryRecord[] } | undefined;

  /** @param config with an absolute folder */
  constructor(feed: Feed, config: CsvProviderConfig) {
    this.#feed = feed;
    this.#config = config;
  }

  async fetchPage(request: PageRequest): Promise<readonly HistoryRecord[]> {
    const records = await this.#records(request.signal);
    const first = firstAtOrAfter(records, request.startSeconds);
    const end = firstAtOrAfter(records, request.endSeconds);
    return records.slice(first, Math.min(end, first + request.limit));
  }

  async #records(signal: AbortSignal): Promise<readonly HistoryRecord[]> {
    const files = await this.#files();
    const signature = await signatureOf(files);
    if (this.#loaded?.signature !== signature) {
      const byTime = new Map<number, HistoryRecord>();
      for (const file of files) {
        for await (const record of readCsvFile(file, this.#feed.kind, signal)) byTime.set(record.ts, record);
      }
      if ((await signatureOf(files)) !== signature) {
        throw new HindcastError(
          'DATA_CORRUPT',
          `The CSV files in ${this.#config.folder} changed while they were read. Retry the backfill when they are whole.`,
        );
      }
      const records = [...byTime.values()].sort((left, right) => left.ts - right.ts);
      this.#loaded = { signature, records };
    }
    return this.#loaded.records;
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

/** What changes when one of the files does. */
async function signatureOf(files: readonly string[]): Promise<string> {
  const stats = await Promise.all(files.map((file) => stat(file)));
  return files.map((file, at) => `${file}:${stats[at]?.size}:${stats[at]?.mtimeMs}`).join('\n');
}

async function* readCsvFile(file: string, kind: string, signal: AbortSignal): AsyncGenerator<HistoryRecord> {
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
      if (columns === undefined) columns = recogniseCsvColumns(record, kind, file);
      else yield toRecord(record, columns, kind);
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

function toRecord(row: readonly string[], columns: CsvColumns, kind: string): HistoryRecord {
  const cell = (index: number | undefined): string => (index === undefined ? '' : (row[index] ?? ''));
  const ts = parseCsvTime(cell(columns.timestamp));
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
