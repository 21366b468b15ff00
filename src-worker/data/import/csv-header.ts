import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

export interface CsvHeader {
  readonly names: readonly string[];
  readonly delimiter: string;
  /** Lines up to and including the header. */
  readonly linesToSkip: number;
}

const delimiters = [',', ';', '\t', '|'];

/**
 * Reads the first line of a CSV file that is not empty. The delimiter is the one that occurs most often in it outside
 * quotes. It is not left to DuckDB to guess: it may take lines that do not fit for a preamble and drop them.
 *
 * @param head the beginning of the file, long enough for its first line
 * @throws HindcastError `BAD_INPUT` when there is no line of text
 */
export function readCsvHeader(head: Uint8Array, file: string): CsvHeader {
  if (head[0] === 0x1f && head[1] === 0x8b) {
    throw new HindcastError('BAD_INPUT', `${file} is compressed. Unpack it first.`);
  }
  if (head.includes(0)) {
    throw new HindcastError(
      'BAD_INPUT',
      `${file} is not text in UTF-8. Save it as CSV in UTF-8, or as Parquet.`,
    );
  }
  // TextDecoder takes a byte order mark off.
  const lines = new TextDecoder().decode(head).split(/\r\n|\n|\r/);
  const at = lines.findIndex((line) => line.trim() !== '');
  const line = lines[at];
  if (line === undefined) throw new HindcastError('BAD_INPUT', `${file} is empty.`);
  const [delimiter = ','] = delimiters
    .map((candidate) => ({ candidate, parts: splitLine(line, candidate).length }))
    .sort((left, right) => right.parts - left.parts)
    .map(({ candidate }) => candidate);
  return { names: splitLine(line, delimiter), delimiter, linesToSkip: at + 1 };
}

/** The fields of one line; a doubled quote inside quotes stands for one. */
function splitLine(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (character === '"') {
      if (quoted && line[at + 1] === '"') field += line[++at];
      else quoted = !quoted;
    } else if (character === delimiter && !quoted) {
      fields.push(field);
      field = '';
    } else {
      field += character;
    }
  }
  return [...fields, field];
}
