import {
  importDelimiters,
  type ImportFormat,
  type ImportOptions,
} from '../../../src-core/data/candle-import.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { formatOfHeader, formatOfRows } from './csv-formats.ts';
import { splitLine } from './split-line.ts';

/** How a CSV file is written. */
export interface CsvShape {
  readonly format: ImportFormat;
  /** `1`, `2`, … for a file without header whose columns are not known. */
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  readonly delimiter: string;
  /** Lines above the first row. */
  readonly linesToSkip: number;
  /** The fields of the first rows. */
  readonly sample: readonly (readonly string[])[];
}

const sampleRows = 100;
/** What some put above the header: an address, a remark, Excel's word on the delimiter. */
const preamble = /^\s*(#|\/\/|https?:\/\/|www\.|sep=.$)/i;

/**
 * Reads the beginning of a CSV file. It is not left to DuckDB to guess: it may take lines that do not fit for a preamble
 * and drop them.
 *
 * @param head the beginning of the file, long enough for its first lines
 * @param isWhole whether that is all of it
 * @throws HindcastError `BAD_INPUT` when there is no line of text
 */
export function readCsvShape(
  head: Uint8Array,
  isWhole: boolean,
  file: string,
  options: Pick<ImportOptions, 'delimiter'> = {},
): CsvShape {
  if (head.includes(0)) {
    throw new HindcastError(
      'BAD_INPUT',
      `${file} is not text in UTF-8. Save it as CSV in UTF-8, or as Parquet.`,
    );
  }
  // TextDecoder takes a byte order mark off.
  const lines = new TextDecoder().decode(head).split(/\r\n|\n|\r/);
  const isContent = (line: string): boolean => line.trim() !== '' && !preamble.test(line);
  const at = lines.findIndex(isContent);
  const first = lines[at];
  if (first === undefined) throw new HindcastError('BAD_INPUT', `${file} is empty.`);
  const delimiter = options.delimiter ?? commonestDelimiter(first);
  const split = (line: string): string[] => splitLine(line, delimiter);
  const fields = split(first);
  const rows = (from: number): string[][] =>
    (isWhole ? lines : lines.slice(0, -1))
      .slice(from, from + sampleRows)
      .filter((line) => line.trim() !== '')
      .map(split);
  if (isRow(fields)) {
    const sample = rows(at);
    return { ...formatOfRows(fields.length, sample), hasHeader: false, delimiter, linesToSkip: at, sample };
  }
  const format = formatOfHeader(fields, lines.slice(0, at));
  return { format, names: fields, hasHeader: true, delimiter, linesToSkip: at + 1, sample: rows(at + 1) };
}

/** The one that occurs most often outside quotes; among equals not the comma, which may be a decimal one. */
function commonestDelimiter(line: string): string {
  const counted = importDelimiters.map((candidate) => ({
    candidate,
    parts: splitLine(line, candidate).length,
  }));
  const most = Math.max(...counted.map(({ parts }) => parts));
  if (most === 1) return ',';
  return counted.findLast(({ parts }) => parts === most)?.candidate ?? ',';
}

/** Names of columns are neither numbers nor dates. */
function isRow([first = '']: readonly string[]): boolean {
  return /^\s*([+-]?\d+([.,]\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d).*)\s*$/.test(first);
}
