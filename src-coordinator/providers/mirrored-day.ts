import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { candleFileColumns } from '../../src-core/feed/candle-file.ts';
import { feedPath } from '../../src-core/feed/feed.ts';
import { dayFilePath, type DayFile } from '../../src-core/feed/index-entry.ts';
import { dayStart, secondsPerDay } from '../../src-core/time/utc.ts';
import { sqlText } from '../parquet/parquet-session.ts';
import type { HistoryRecord } from './history-provider.ts';

/** Twenty records for each second of a day: more than any feed has, less than fills the memory. */
const mostRows = 20 * secondsPerDay;
const mostMetaBytes = 256 * 1024 * 1024;

const factsSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);
type Price = number | null;
type Row = [ts: number, open: Price, high: Price, low: Price, close: Price, volume: Price, meta: string];

/**
 * The records of a downloaded day file by time, of several with the same time the last one, once the whole file was
 * found to be what the index says.
 *
 * @param origin where it comes from, for messages
 * @throws HindcastError `DATA_CORRUPT` when it cannot be read, or its schema, rows, day or feed are others
 */
export async function readMirroredDay(
  session: DuckDBConnection,
  file: string,
  wanted: DayFile,
  origin: string,
): Promise<HistoryRecord[]> {
  const path = dayFilePath(wanted.feed, wanted.day);
  const problem = async (): Promise<string | undefined> =>
    (await wrongRowCount(session, file, wanted)) ??
    (await wrongColumns(session, file)) ??
    (await wrongRows(session, file, wanted));
  let found: string | undefined;
  try {
    found = await problem();
    if (found === undefined) return await readRows(session, file);
  } catch (cause) {
    found = `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
  throw new HindcastError('DATA_CORRUPT', `${path} of ${origin} ${found}. Nothing of it was taken.`);
}

/** From the footer alone: nothing is read of a file that would be too much. */
async function wrongRowCount(
  session: DuckDBConnection,
  file: string,
  { records }: DayFile,
): Promise<string | undefined> {
  const reader = await session.runAndReadAll(
    `SELECT num_rows::DOUBLE FROM parquet_file_metadata(${sqlText(file)})`,
  );
  const rows = Number(reader.getRows()[0]?.[0]);
  if (rows !== records) return `has ${rows} rows, its index says ${records}`;
  return rows > mostRows ? `has ${rows} rows, too many for a day` : undefined;
}

async function wrongColumns(session: DuckDBConnection, file: string): Promise<string | undefined> {
  const reader = await session.runAndReadAll(
    `SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(${sqlText(file)}))`,
  );
  const columns = reader.getRows().map(([name, type]) => `${String(name)} ${String(type)}`);
  const needed = candleFileColumns.map(({ name, type }) => `${name} ${type}`);
  return columns.join(', ') === needed.join(', ')
    ? undefined
    : `has the columns ${columns.join(', ').slice(0, 500)} instead of ${needed.join(', ')}`;
}

async function wrongRows(
  session: DuckDBConnection,
  file: string,
  { feed, day }: DayFile,
): Promise<string | undefined> {
  const from = dayStart(day) * 1_000_000;
  const sameFeed = (['source', 'subject', 'kind', 'granularity'] as const)
    .map((column) => `${column} IS NOT DISTINCT FROM ${sqlText(feed[column])}`)
    .join(' AND ');
  const inDay = `us >= ${from} AND us < ${from + secondsPerDay * 1_000_000}`;
  // Every column is decoded, so that damage anywhere is found before a record is used.
  const reader = await session.runAndReadAll(
    `SELECT count(*) FILTER (NOT (${sameFeed}))::DOUBLE, count(*) FILTER ((${inDay}) IS NOT TRUE)::DOUBLE,
       count(*) FILTER (us % 1000000 <> 0)::DOUBLE, coalesce(sum(strlen(meta)), 0)::DOUBLE,
       (count(open) + count(high) + count(low) + count(close) + count(volume))::DOUBLE
     FROM (SELECT *, epoch_us(ts_event) AS us FROM read_parquet(${sqlText(file)}))`,
  );
  const [otherFeed, otherDay, fractions, metaBytes] = factsSchema.parse(reader.getRows()[0]);
  if (otherFeed > 0) return `holds ${otherFeed} records of another feed than ${feedPath(feed)}`;
  if (otherDay > 0) return `holds ${otherDay} records of another day`;
  if (fractions > 0) return `holds ${fractions} records between two seconds, which a backfill cannot take`;
  return metaBytes > mostMetaBytes ? `holds ${metaBytes} bytes of meta, too many for a day` : undefined;
}

async function readRows(session: DuckDBConnection, file: string): Promise<HistoryRecord[]> {
  const reader = await session.runAndReadAll(
    `SELECT (epoch_us(ts_event) // 1000000)::DOUBLE, open, high, low, close, volume, coalesce(meta, '{}')
     FROM read_parquet(${sqlText(file)}, file_row_number = true)
     QUALIFY row_number() OVER (PARTITION BY ts_event ORDER BY file_row_number DESC) = 1
     ORDER BY ts_event`,
  );
  // The columns were checked, and the query says their types.
  const rows = reader.getRows() as Row[];
  return rows.map(([ts, open, high, low, close, volume, meta]) => ({
    ts,
    open,
    high,
    low,
    close,
    volume,
    meta,
  }));
}
