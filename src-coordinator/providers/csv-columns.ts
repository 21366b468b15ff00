import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

/** Where the known fields stand in the rows of a CSV file, by index; `extra` are all other named columns. */
export interface CsvColumns {
  readonly timestamp: number;
  readonly open: number | undefined;
  readonly high: number | undefined;
  readonly low: number | undefined;
  readonly close: number | undefined;
  readonly volume: number | undefined;
  readonly price: number | undefined;
  readonly extra: readonly { readonly name: string; readonly index: number }[];
}

const usualNames = {
  timestamp: [
    'timestamp',
    'ts_event',
    'ts',
    'time',
    'datetime',
    'date_time',
    'date',
    'open_time',
    'unix',
    'unix_timestamp',
  ],
  open: ['open', 'o', 'open_price'],
  high: ['high', 'h', 'high_price'],
  low: ['low', 'l', 'low_price'],
  close: ['close', 'c', 'close_price'],
  volume: ['volume', 'vol', 'v', 'base_volume'],
  price: ['price', 'last', 'last_price'],
} as const;

/**
 * Recognises the columns of a header by their usual names, whatever their case; a first column without a name is the
 * timestamp, as pandas writes its index.
 *
 * @throws HindcastError `DATA_CORRUPT` when a needed column is not there
 */
export function recogniseCsvColumns(header: readonly string[], kind: string, file: string): CsvColumns {
  const names = header.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  );
  const find = (field: keyof typeof usualNames): number | undefined => {
    const index = usualNames[field].map((name) => names.indexOf(name)).find((position) => position >= 0);
    return index;
  };
  const timestamp = find('timestamp') ?? (names[0] === '' ? 0 : undefined);
  const fields = {
    open: find('open'),
    high: find('high'),
    low: find('low'),
    close: find('close'),
    volume: find('volume'),
    price: find('price'),
  };
  const needed = kind === 'tick' ? (['price'] as const) : (['open', 'high', 'low', 'close'] as const);
  const missing: string[] = needed.filter((field) => fields[field] === undefined);
  if (timestamp === undefined) missing.unshift('timestamp');
  if (timestamp === undefined || missing.length > 0) {
    throw new HindcastError(
      'DATA_CORRUPT',
      `${file} has no column for ${missing.join(', ')}; its header is ${JSON.stringify(header.join(','))}. ` +
        `Name the columns timestamp, ${needed.join(', ')}.`,
    );
  }
  const known = new Set<number | undefined>([timestamp, ...Object.values(fields)]);
  const extra = names.flatMap((name, index) => (known.has(index) || name === '' ? [] : [{ name, index }]));
  return { timestamp, ...fields, extra };
}
