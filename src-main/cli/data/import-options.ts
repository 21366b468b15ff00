import {
  importDelimiters,
  importFields,
  type ImportField,
  type ImportOptions,
} from '../../../src-core/data/candle-import.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

/** What the command line says of a file to import. */
export interface ImportWords {
  readonly delimiter?: string;
  /** `close=Last`, `time=Date+Time`, `volume=`. */
  readonly column?: readonly string[];
  readonly timeZone?: string;
  readonly timeFormat?: string;
  readonly decimalComma?: boolean;
}

const delimiterNames: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  pipe: '|',
};

/** @throws HindcastError `BAD_INPUT` for words that mean nothing */
export function readImportWords(words: ImportWords): ImportOptions {
  const { timeZone, timeFormat, decimalComma } = words;
  return {
    ...(words.delimiter === undefined ? {} : { delimiter: delimiterOf(words.delimiter) }),
    ...(words.column === undefined ? {} : { columns: Object.fromEntries(words.column.map(columnOf)) }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(timeFormat === undefined ? {} : { timeFormat }),
    ...(decimalComma === undefined ? {} : { decimalComma }),
  };
}

function delimiterOf(word: string): NonNullable<ImportOptions['delimiter']> {
  const found = importDelimiters.find((known) => known === (delimiterNames[word] ?? word));
  if (found !== undefined) return found;
  throw new HindcastError('BAD_INPUT', `There is no delimiter "${word}". Use comma, semicolon, tab or pipe.`);
}

function columnOf(word: string): [ImportField, string[]] {
  const at = word.indexOf('=');
  const field = importFields.find((known) => known === word.slice(0, at));
  if (at < 0 || field === undefined) {
    throw new HindcastError(
      'BAD_INPUT',
      `"${word}" names no column. Write FIELD=NAME, with a field of ${importFields.join(', ')}: --column close=Last; ` +
        'a date and a time as --column time=Date+Time.',
    );
  }
  const name = word.slice(at + 1);
  if (name === '') return [field, []];
  return [field, field === 'time' ? name.split('+') : [name]];
}
