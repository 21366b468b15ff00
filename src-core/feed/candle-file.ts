import { dayOf, dayStart } from '../time/utc.ts';

/**
 * The Parquet schema of one day of records, in column order (contract section 1.7). `ts_event` is
 * `timestamp[us, tz=UTC]`, strings are UTF-8, prices are nullable doubles, `meta` is a JSON object as text.
 */
export const candleFileColumns = [
  { name: 'ts_event', type: 'TIMESTAMP WITH TIME ZONE' },
  { name: 'source', type: 'VARCHAR' },
  { name: 'subject', type: 'VARCHAR' },
  { name: 'kind', type: 'VARCHAR' },
  { name: 'granularity', type: 'VARCHAR' },
  { name: 'open', type: 'DOUBLE' },
  { name: 'high', type: 'DOUBLE' },
  { name: 'low', type: 'DOUBLE' },
  { name: 'close', type: 'DOUBLE' },
  { name: 'volume', type: 'DOUBLE' },
  { name: 'meta', type: 'VARCHAR' },
] as const;

/** The name of the file that holds a UTC day: `YYYY-MM-DD.parquet`. */
export function dayFileName(day: string): string {
  return `${day}.parquet`;
}

/** The day in the name of a day file; undefined for other names and for days that do not exist. */
export function dayOfFileName(name: string): string | undefined {
  const day = /^(\d{4}-\d{2}-\d{2})\.parquet$/.exec(name)?.[1];
  if (day === undefined) return undefined;
  const midnight = dayStart(day);
  return !Number.isNaN(midnight) && dayOf(midnight) === day ? day : undefined;
}
