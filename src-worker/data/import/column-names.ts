import { importFields, type ImportField, type ImportOptions } from '../../../src-core/data/candle-import.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

/** Index of the column that holds each field; a field without a column is undefined. */
export interface FieldColumns {
  /** One, or a date and a time of day or an hour. */
  readonly time: readonly number[];
  readonly open: number | undefined;
  readonly high: number | undefined;
  readonly low: number | undefined;
  readonly close: number;
  readonly volume: number | undefined;
}

/** Names as they are after {@link normaliseName}, the likeliest first. */
const usualNames: Readonly<Record<ImportField, readonly string[]>> = {
  time: [
    'timestamp',
    'ts_event',
    'ts',
    'datetime',
    'date_time',
    'open_time',
    'opentime',
    'time',
    'date',
    'timestamp_utc',
    'time_utc',
    'gmt_time',
    'local_time',
    'unix',
    'unix_timestamp',
    'epoch',
    // The name under which pandas stores an index that has none.
    'index_level_0',
  ],
  open: ['open', 'o', 'open_price'],
  high: ['high', 'h', 'high_price'],
  low: ['low', 'l', 'low_price'],
  close: ['close', 'c', 'close_price', 'price', 'last', 'last_price'],
  // MetaTrader's real volume is 0 wherever there is no exchange that could know it.
  volume: ['volume', 'tickvol', 'vol', 'v', 'base_volume', 'tick_volume'],
};

const timeOfDayNames = ['time', 'time_of_day', 'hour', 'hh', 'hr'];

/** The columns of a file, with the first rows as text. */
export interface NamedColumns {
  readonly names: readonly string[];
  readonly sample: readonly (readonly string[])[];
}

/**
 * Takes columns as the user names them, and else recognises them by their usual names, whatever their case and
 * punctuation. A first column without a name is taken for the time, as pandas writes its index; a date is joined with
 * the time of day or the hour beside it; of several volumes the first one counts. Only time and close are needed: what is
 * missing is stored as null (contract section 1.7).
 *
 * @throws HindcastError `BAD_INPUT` naming what is missing and what is there
 */
export function recogniseColumns(
  { names, sample }: NamedColumns,
  file: string,
  given: ImportOptions['columns'] = {},
): FieldColumns {
  const normal = names.map(normaliseName);
  const find = (field: ImportField): number[] => {
    const asked = given[field];
    if (asked !== undefined) return asked.map((name) => indexOfNamed(names, name, file));
    if (field === 'time') return findTime(normal, sample);
    const found = usualNames[field].map((name) => normal.indexOf(name)).find((index) => index >= 0);
    return found === undefined ? [] : [found];
  };
  const found = Object.fromEntries(importFields.map((field) => [field, find(field)])) as Record<
    ImportField,
    number[]
  >;
  for (const field of importFields) {
    if (field === 'time' ? found.time.length > 2 : found[field].length > 1) {
      throw new HindcastError('BAD_INPUT', `Only the time may have two columns; ${field} has more.`);
    }
  }
  const [close] = found.close;
  if (found.time.length === 0 || close === undefined) throw missingColumns(found, names, file);
  const firstVolume = normal.findIndex((name) => name.startsWith('volume_'));
  return {
    time: found.time,
    open: found.open[0],
    high: found.high[0],
    low: found.low[0],
    close,
    volume: found.volume[0] ?? (firstVolume < 0 || given.volume !== undefined ? undefined : firstVolume),
  };
}

function findTime(normal: readonly string[], sample: NamedColumns['sample']): number[] {
  const index = usualNames.time.map((name) => normal.indexOf(name)).find((at) => at >= 0);
  if (index === undefined) return normal[0] === '' ? [0] : [];
  if (normal[index] !== 'time' && normal[index] !== 'date') return [index];
  const date = normal.indexOf('date');
  const timeOfDay = timeOfDayNames.map((name) => normal.indexOf(name)).find((at) => at >= 0);
  const firstOf = (at: number): string =>
    sample.map((row) => row[at]?.trim() ?? '').find((text) => text !== '') ?? '';
  if (date < 0 || timeOfDay === undefined) return [index];
  if (firstOf(date).includes(':')) return [date];
  return /^\d{1,2}(:\d{2}.*)?$/.test(firstOf(timeOfDay)) ? [date, timeOfDay] : [index];
}

function indexOfNamed(names: readonly string[], name: string, file: string): number {
  const exact = names.indexOf(name);
  const index = exact >= 0 ? exact : names.findIndex((other) => normaliseName(other) === normaliseName(name));
  if (index >= 0) return index;
  throw new HindcastError(
    'BAD_INPUT',
    `${file} has no column "${name}"; its columns are ${JSON.stringify(names)}.`,
    { details: { columns: [...names] } },
  );
}

function missingColumns(
  found: Readonly<Record<ImportField, readonly number[]>>,
  names: readonly string[],
  file: string,
): HindcastError {
  const missing = (['time', 'close'] as const).filter((field) => found[field].length === 0);
  const areNumbered = names.every((name, index) => name === String(index + 1));
  const what = areNumbered
    ? `${file} has no header, and it cannot be told from its first rows what its ${names.length} columns are. ` +
      'Say it, for example with --column time=1 --column close=5.'
    : `${file} has no column for ${missing.join(' and ')}; its columns are ${JSON.stringify(names)}. ` +
      `Say which they are, for example with --column ${missing[0]}=${JSON.stringify(names[0])}.`;
  return new HindcastError('BAD_INPUT', what, { details: { missing, columns: [...names] } });
}

/** A name in lower case, with `_` for everything that is neither letter nor digit. */
export function normaliseName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}
