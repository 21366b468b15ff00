import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

export const importFields = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
export type ImportField = (typeof importFields)[number];

/** Index of the column that holds each field; a field without a column is undefined. */
export type FieldColumns = Readonly<Record<ImportField, number | undefined>> & {
  readonly time: number;
  readonly close: number;
};

/** Names as they are after {@link normalise}, the likeliest first. */
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
  volume: ['volume', 'vol', 'v', 'base_volume', 'tick_volume'],
};

/**
 * Recognises columns by their usual names, whatever their case and punctuation. A first column without a name is taken
 * for the time, as pandas writes its index; of several volumes the first one counts. Only time and close are needed:
 * what is missing is stored as null (contract section 1.7).
 *
 * @throws HindcastError `BAD_INPUT` naming what is missing and what is there
 */
export function recogniseColumns(names: readonly string[], file: string): FieldColumns {
  const normal = names.map(normalise);
  const find = (field: ImportField): number | undefined =>
    usualNames[field].map((name) => normal.indexOf(name)).find((index) => index >= 0);
  const time = find('time') ?? (normal[0] === '' ? 0 : undefined);
  const close = find('close');
  if (time === undefined || close === undefined) {
    const missing = [time === undefined ? 'time' : [], close === undefined ? 'close' : []].flat();
    throw new HindcastError(
      'BAD_INPUT',
      `${file} has no column for ${missing.join(' and ')}; its columns are ${JSON.stringify(names)}. ` +
        'Name them timestamp, open, high, low, close, volume in the first line.',
      { details: { missing, columns: [...names] } },
    );
  }
  const firstVolume = normal.findIndex((name) => name.startsWith('volume_'));
  return {
    time,
    open: find('open'),
    high: find('high'),
    low: find('low'),
    close,
    volume: find('volume') ?? (firstVolume < 0 ? undefined : firstVolume),
  };
}

function normalise(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}
